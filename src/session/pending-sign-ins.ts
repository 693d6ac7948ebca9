import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Clock } from '../common/clock.js';
import { KeyRing } from '../common/sealing/key-ring.js';
import type { Sealer } from '../common/sealing/sealer.js';
import { SessionCookies } from './session-cookies.js';
import { SessionStore } from './session-store.js';
import { foreignSignIn } from './session.errors.js';

/** Seconds from the start of a sign-in to its end. */
const LIFE_SECONDS = 600;
/** Sign-ins of one browser at a time, in several windows; the oldest give way. */
const MAX_AT_A_TIME = 4;
/** Far longer than any state made here. */
const MAX_STATE_LENGTH = 6_000;
const PLACE = 'behalf:sign-in';
const SECRET = /^[\w-]{43}$/;

const stateSchema = z.strictObject({
  /** SHA-256 of the secret that lies in the browser. */
  binding: z.string(),
  redirectUri: z.string(),
  /** Absent where nobody has said where to. */
  returnTo: z.string().optional(),
  until: z.number(),
});

/** A sign-in under way, as it is asked for at Entra. */
export interface NewSignIn {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636, S256. */
  readonly codeChallenge: string;
}

/** The same when the browser is back. */
export interface PendingSignIn {
  /** Of this one among the sign-ins of its browser. */
  readonly secret: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly redirectUri: string;
  readonly returnTo: string | undefined;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/**
 * Sign-ins between their start and the browser's return. Nothing of them lies here: `state` carries, sealed, where to go
 * on, and a cookie carries the secret that nonce and code verifier are made of. A state, or a code, that was caught on
 * its way is therefore of no use in another browser, and strangers who begin sign-ins fill no store.
 */
@Injectable()
export class PendingSignIns {
  private readonly sealer: Sealer;

  constructor(
    private readonly cookies: SessionCookies,
    private readonly store: SessionStore,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {
    this.sealer = keys.sealer('sign-in');
  }

  begin(
    request: FastifyRequest,
    reply: FastifyReply,
    where: { readonly redirectUri: string; readonly returnTo: string | undefined },
  ): NewSignIn {
    const secret = randomBytes(32).toString('base64url');
    const secrets = [secret, ...this.secretsOf(request)].slice(0, MAX_AT_A_TIME);
    this.cookies.set(reply, 'sign-in', secrets.join('.'), LIFE_SECONDS);
    const state = JSON.stringify({ binding: hashed(secret), ...where, until: this.clock.now() + LIFE_SECONDS * 1000 });
    return {
      state: this.sealer.seal(state, PLACE).toString('base64url'),
      nonce: derived(secret, 'nonce'),
      codeChallenge: hashed(derived(secret, 'verifier')),
    };
  }

  /** The sign-in that this state is of, in the browser that began it. Throws `invalid_request` for any other. */
  find(request: FastifyRequest, state: string): PendingSignIn {
    const { binding, until, redirectUri, returnTo } = this.opened(state);
    const secret = this.secretsOf(request).find((each) => hashed(each) === binding);
    if (secret === undefined || until <= this.clock.now()) throw foreignSignIn();
    const [nonce, codeVerifier] = [derived(secret, 'nonce'), derived(secret, 'verifier')];
    return { secret, until, redirectUri, returnTo, nonce, codeVerifier };
  }

  /** Takes it, which is done once. Throws `invalid_request` the second time, `session_unavailable`. */
  async take(request: FastifyRequest, reply: FastifyReply, { secret, until }: PendingSignIn): Promise<void> {
    const [name] = this.keys.names('sign-in', [hashed(secret)]);
    if (!(await this.store.takeOnce(`behalf:signed-in:${name}`, until))) throw foreignSignIn();
    const others = this.secretsOf(request).filter((each) => each !== secret);
    if (others.length === 0) this.cookies.clear(reply, 'sign-in');
    else this.cookies.set(reply, 'sign-in', others.join('.'), LIFE_SECONDS);
  }

  private opened(state: string): z.infer<typeof stateSchema> {
    const sealed = state.length <= MAX_STATE_LENGTH ? Buffer.from(state, 'base64url') : Buffer.alloc(0);
    const text = this.sealer.open(sealed, PLACE);
    const read = text === undefined ? undefined : stateSchema.safeParse(JSON.parse(text)).data;
    if (read === undefined) throw foreignSignIn();
    return read;
  }

  private secretsOf({ raw }: FastifyRequest): readonly string[] {
    const secrets = (this.cookies.of(raw, 'sign-in') ?? '').split('.');
    return secrets.filter((secret) => SECRET.test(secret)).slice(0, MAX_AT_A_TIME);
  }
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function derived(secret: string, purpose: 'nonce' | 'verifier'): string {
  return createHmac('sha256', secret).update(purpose).digest('base64url');
}
