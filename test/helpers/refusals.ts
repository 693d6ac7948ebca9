import type { Dispatcher } from 'undici';
import { expect } from 'vitest';
import { z } from 'zod';
import type { JournalEntry } from '../../src/sandbox/journal.js';
import type { TestSystem } from './api.js';

const ON_BEHALF_OF = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const members = z.record(z.string(), z.unknown());

/** An answer of the API with its body and its challenge read. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Parameters of `WWW-Authenticate: Bearer`; undefined where there is no such header. */
  readonly challenge: Readonly<Record<string, string>> | undefined;
}

export async function answerOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
  return readAnswer(statusCode, headers, await body.text());
}

export function readAnswer(status: number, headers: Answer['headers'], text: string): Answer {
  const challenge = headers['www-authenticate'];
  return {
    status,
    headers,
    body: text.startsWith('{') ? members.parse(JSON.parse(text)) : {},
    challenge: challenge === undefined ? undefined : challengeParameters(String(challenge)),
  };
}

/** RFC 7235 section 2.1, quoted parameters only; throws for anything else. */
export function challengeParameters(header: string): Record<string, string> {
  const [scheme, rest] = [header.slice(0, 7), header.slice(7)];
  expect(scheme).toBe('Bearer ');
  expect(rest).toMatch(/^[a-z_]+="[^"\\\r\n]*"(?:, [a-z_]+="[^"\\\r\n]*")*$/);
  return Object.fromEntries(
    [...rest.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** The exchanges the embedded tenant was asked for since its journal was cleared. */
export function exchangesOf({ tenant }: Pick<TestSystem, 'tenant'>): readonly JournalEntry[] {
  return tenant.cloud.journal.entries.filter(({ grant }) => grant === ON_BEHALF_OF);
}

/** What reached Graph since then. */
export function graphCallsOf({ tenant }: Pick<TestSystem, 'tenant'>): readonly JournalEntry[] {
  return tenant.cloud.journal.entries.filter(({ side }) => side === 'graph');
}

/** Nothing was asked of Entra or Graph on anybody's behalf. */
export function expectNothingSentOut(system: Pick<TestSystem, 'tenant'>): void {
  expect(exchangesOf(system)).toEqual([]);
  expect(graphCallsOf(system)).toEqual([]);
}

/** What each kind of refusal is: status, `error` of the challenge, `code` of the body. */
const KINDS = {
  NOCRED: { status: 401, error: undefined, codes: ['missing_token'] },
  BADREQ: { status: 400, error: 'invalid_request', codes: ['invalid_request'] },
  BADTOK: { status: 401, error: 'invalid_token', codes: ['invalid_token'] },
  SCOPE: { status: 403, error: 'insufficient_scope', codes: ['insufficient_scope', 'user_token_required'] },
} as const;

/** Asserts all of one kind of refusal, in header and body, and that nothing was sent out. */
export function expectRefusal(system: TestSystem, answer: Answer, kind: keyof typeof KINDS): void {
  const { status, error, codes } = KINDS[kind];
  expect({ status: answer.status, error: answer.challenge?.['error'] }).toEqual({ status, error });
  expect(codes).toContain(answer.body['code']);
  expect(answer.body['error']).toMatchObject({ code: answer.body['code'] });
  expect(answer.challenge).toMatchObject({
    realm: 'behalf',
    resource_metadata: `${system.url}/.well-known/oauth-protected-resource`,
  });
  if (kind === 'SCOPE')
    expect(answer.challenge?.['scope']).toBe(
      `api://${system.tenant.cloud.directory.named('api').clientId}/access_as_user`,
    );
  expectNothingSentOut(system);
}

/** Calls `/v1.0/me` with this token and asserts the refusal. */
export async function expectTokenRefused(
  system: TestSystem,
  token: string,
  kind: keyof typeof KINDS = 'BADTOK',
): Promise<void> {
  system.tenant.cloud.journal.clear();
  expectRefusal(system, await answerOf(await system.get('/v1.0/me', token)), kind);
}

/** Calls `/v1.0/me` with this token and asserts that the profile of `user` comes back. */
export async function expectTokenTaken(system: TestSystem, token: string, user: string): Promise<void> {
  const answer = await answerOf(await system.get('/v1.0/me', token));
  expect({ status: answer.status, user: answer.body['userPrincipalName'] }).toEqual({ status: 200, user });
}
