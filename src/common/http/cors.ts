import type { FastifyReply, FastifyRequest } from 'fastify';
import { NOT_SHARED } from './graph-path.js';

/** Pages elsewhere that may call from a browser. */
export interface FrontEnds {
  /** Exact origins: CORS_ORIGINS. */
  readonly origins: readonly string[];
  /** Whether they may send cookies along. */
  readonly credentials: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What Graph's clients send beside the headers that need no leave. */
const REQUEST_HEADERS = [
  'authorization',
  'client-request-id',
  'content-type',
  'x-peoplequery-querysources',
  'cache-control',
  'consistencylevel',
  'prefer',
  'retry-attempt',
  'sdkversion',
  'if-match',
  'if-none-match',
  'if-modified-since',
  'if-range',
  'range',
  'content-range',
  'workbook-session-id',
  'traceparent',
  'tracestate',
];

/** What they read beside the headers that every page may. */
const RESPONSE_HEADERS = [
  'WWW-Authenticate',
  'Retry-After',
  'ETag',
  'request-id',
  'client-request-id',
  'Location',
  'Operation-Location',
  'Content-Range',
  'Content-Disposition',
  'Preference-Applied',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
];

/** Seconds for which a browser need not ask again. */
const MAX_AGE = 600;

/**
 * What pages of other origins may do here (Fetch standard, CORS protocol): those of listed front ends everything their
 * user may, all others nothing, and these are told nothing either.
 */
export class Cors {
  private readonly onEveryAnswer: Readonly<Record<string, string>>;
  private readonly onPreflight: Readonly<Record<string, string>>;

  constructor(private readonly frontEnds: FrontEnds) {
    const credentials = frontEnds.credentials ? { 'access-control-allow-credentials': 'true' } : {};
    this.onEveryAnswer = { ...credentials, 'access-control-expose-headers': RESPONSE_HEADERS.join(', ') };
    this.onPreflight = {
      ...credentials,
      'access-control-allow-methods': METHODS.join(', '),
      'access-control-allow-headers': REQUEST_HEADERS.join(', '),
      'access-control-max-age': String(MAX_AGE),
    };
  }

  /** Whether a request comes from a listed front end. */
  isListed({ headers: { origin } }: FastifyRequest): boolean {
    return origin !== undefined && this.frontEnds.origins.includes(origin);
  }

  /** Lets a listed front end read the answer, whatever it will be. */
  open(request: FastifyRequest, reply: FastifyReply): void {
    if (this.isListed(request)) this.allow(request, reply, this.onEveryAnswer);
  }

  /** Answers OPTIONS, which comes without a token: 204 for every path, with leave for listed front ends alone. */
  answerPreflight(request: FastifyRequest, reply: FastifyReply): void {
    void reply.headers(NOT_SHARED);
    if (this.isListed(request)) {
      this.allow(request, reply, this.onPreflight);
      // From a page on the internet to this API within a network (https://wicg.github.io/private-network-access).
      if (request.headers['access-control-request-private-network'] === 'true')
        void reply.header('access-control-allow-private-network', 'true');
    }
    void reply.code(204).send();
  }

  private allow(
    { headers: { origin } }: FastifyRequest,
    reply: FastifyReply,
    what: Readonly<Record<string, string>>,
  ): void {
    void reply.header('access-control-allow-origin', origin).headers(what);
  }
}
