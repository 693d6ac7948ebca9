import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BrowserSignIn } from '../problem/problem-answer.js';
import { Problem } from '../problem/problem.js';
import { sendProblem } from '../problem/send-problem.js';
import type { FrontEnds } from './cors.js';
import { Cors } from './cors.js';
import { hasPlainFraming, notHttp } from './framing.js';
import { NOT_SHARED, isGraphPath } from './graph-path.js';
import type { PublicAddresses } from './public-address.js';
import { MAX_TARGET_LENGTH, hasOneMeaning } from './raw-path.js';
import type { RequestAccount } from './request-account.js';
import { RequestRecord } from './request-record.js';

/** More header lines than any client of Graph's sends. */
const MAX_HEADER_LINES = 200;
/** In a route's config: only a proven caller may reach it. */
export const NEEDS_CALLER = 'behalf:needs-caller';
/** Answers balancers and orchestrators ask for by address, not by name. */
const HEALTH = '/health/';
/** The path of the session room that signs browsers in. */
const SIGN_IN = '/auth/login';

/**
 * The first look at every request, before routing means anything: whose address it was sent to, then whether its
 * target can mean one thing only. Also what the router itself refuses goes through here.
 */
export class Edge {
  /** Every route there is: path as registered, and its methods. */
  private readonly methods = new Map<string, Set<string>>();
  /** Paths of those that need a caller. */
  private readonly closed = new Set<string>();

  private readonly cors: Cors;

  constructor(
    private readonly addresses: PublicAddresses,
    private readonly frontEnds: FrontEnds,
    private readonly account: RequestAccount,
  ) {
    this.cors = new Cors(frontEnds);
  }

  /** Throws `invalid_request`, `invalid_host`, `headers_too_large`, `uri_too_long`, `invalid_path`. Sets `request.publicUrl`. */
  check(request: FastifyRequest): void {
    if (!hasPlainFraming(request.raw)) throw notHttp({ closeConnection: true });
    const target = request.raw.url ?? '';
    const publicUrl = this.addresses.of(request.raw);
    if (publicUrl !== undefined) request.publicUrl = publicUrl;
    else if (!target.startsWith(HEALTH)) throw new Problem('invalid_host');
    if (request.raw.rawHeaders.length > 2 * MAX_HEADER_LINES)
      throw new Problem('headers_too_large', { closeConnection: true });
    if (target.length > MAX_TARGET_LENGTH) throw new Problem('uri_too_long');
    if (!hasOneMeaning(target)) throw new Problem('invalid_path');
  }

  /** Whether a request comes from a front end of CORS_ORIGINS. */
  isFromListedOrigin(request: FastifyRequest): boolean {
    return this.cors.isListed(request);
  }

  refuse(problem: Problem, request: FastifyRequest, reply: FastifyReply): void {
    // What the router itself refuses has not come through the hook below.
    if (!(request.record instanceof RequestRecord)) this.open(request, reply);
    // What is refused here has not come as far as the hook below, and a front end shall read why.
    this.cors.open(request, reply);
    const publicUrl = request.publicUrl ?? this.addresses.default;
    const fromListedOrigin = this.isFromListedOrigin(request);
    const browserSignIn = this.browserSignIn(request, { publicUrl, fromListedOrigin });
    sendProblem(problem, request, reply, { publicUrl, fromListedOrigin, browserSignIn });
  }

  /** Only where a cookie counts: sessions are on, and no header of the request's own says who calls. */
  private browserSignIn(
    { headers: { authorization, origin } }: FastifyRequest,
    { publicUrl, fromListedOrigin }: { readonly publicUrl: string; readonly fromListedOrigin: boolean },
  ): BrowserSignIn | undefined {
    if (!this.frontEnds.credentials || authorization !== undefined) return undefined;
    return { address: `${publicUrl}${SIGN_IN}`, returnTo: fromListedOrigin ? `${origin}/` : '/' };
  }

  get routes(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.methods;
  }

  /** Not found, or found under other methods only. */
  notFound(target: string): Problem {
    const path = this.registeredPath(target);
    return path === undefined
      ? new Problem('not_found')
      : new Problem('method_not_allowed', { allow: [...(this.methods.get(path) ?? [])] });
  }

  /** Whether a target that was not found would need a caller under another method: then it is not told to strangers. */
  isClosed(target: string): boolean {
    const path = this.registeredPath(target);
    return path !== undefined && this.closed.has(path);
  }

  private registeredPath(target: string): string | undefined {
    const [path = ''] = target.split('?', 1);
    if (this.methods.has(path)) return path;
    const segments = path.split('/');
    return [...this.methods.keys()].find((registered) => matches(registered.split('/'), segments));
  }

  register(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method, config }) => {
      if (config !== undefined && NEEDS_CALLER in config) this.closed.add(url);
      const methods = this.methods.get(url) ?? new Set();
      for (const each of [method].flat()) methods.add(each);
      this.methods.set(url, methods);
    });
    fastify.addHook('onRequest', (request, reply, done) => {
      this.open(request, reply);
      // Under Graph's paths each answer says so itself, on the head that goes straight out.
      if (!isGraphPath(request.raw.url ?? '')) void reply.headers(NOT_SHARED);
      try {
        this.check(request);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        this.refuse(problem, request, reply);
        return;
      }
      if (request.method === 'OPTIONS') {
        this.cors.answerPreflight(request, reply);
        return;
      }
      this.cors.open(request, reply);
      done();
    });
  }

  /** `close` comes for every answer, those that are carried past Fastify and those that either side breaks off as well. */
  private open(request: FastifyRequest, reply: FastifyReply): void {
    this.account.open(request);
    reply.raw.once('close', () => {
      this.account.close(request, reply);
      request.record.end();
    });
  }
}

/** `:name` stands for one segment that is not empty. */
function matches(registered: readonly string[], segments: readonly string[]): boolean {
  return (
    registered.length === segments.length &&
    registered.every((part, place) => (part.startsWith(':') ? segments[place] !== '' : part === segments[place]))
  );
}
