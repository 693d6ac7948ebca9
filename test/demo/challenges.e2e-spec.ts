import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../src/common/problem/problem.js';
import type { ProblemContext } from '../../src/common/problem/problem-answer.js';
import { problemAnswer } from '../../src/common/problem/problem-answer.js';
import type { ProblemCode } from '../../src/common/problem/problem-codes.js';
import { PROBLEM_KINDS, problemKind } from '../../src/common/problem/problem-codes.js';

const FILE = pathToFileURL(join(import.meta.dirname, '../../src/demo/page/challenges.js')).href;
type Read = (answer: Response) => Promise<Readonly<Record<string, unknown>>>;
type Wish = Readonly<Record<string, unknown>>;
type WayOut = (
  challenge: unknown,
  signIn: { begin(wish: Wish): void },
  open: (uri: string) => void,
) => { readonly label: string; readonly go?: () => void; readonly seconds?: number } | undefined;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const moduleSchema = z.object({
  challengeOf: z.custom<Read>(isFunction),
  wayOut: z.custom<WayOut>(isFunction),
});

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const ENTRA = 'https://login.example/authorize';
const CONTEXT: ProblemContext = {
  correlationId: '11111111-2222-4333-8444-555555555555',
  publicUrl: 'https://api.example',
  path: '/v1.0/me',
  accept: undefined,
  fromListedOrigin: false,
  clientRequestId: undefined,
  date: '2026-11-26T00:00:00.000Z',
};
/** What the codes that say more than themselves come with. */
const OPTIONS: Partial<Record<ProblemCode, ConstructorParameters<typeof Problem>[1]>> = {
  insufficient_claims: {
    claims: CLAIMS,
    challenge: { error: 'insufficient_claims', claims: CLAIMS, authorizationUri: ENTRA },
  },
  consent_required: { consentUri: 'https://login.example/consent', scopes: ['Mail.Read'] },
  rate_limited: { retryAfter: 7 },
};
const KINDS = { sign_in: 'sign_in', step_up: 'step_up', consent: 'consent', contact_admin: 'admin', retry: 'wait' };
const CODES = Object.keys(PROBLEM_KINDS).filter((code): code is ProblemCode => code in PROBLEM_KINDS);

describe('the challenge handling that front ends may take along', () => {
  let taken: z.infer<typeof moduleSchema>;
  beforeAll(async () => {
    // With nothing of a browser's around it.
    taken = moduleSchema.parse({ ...(await import(/* @vite-ignore */ FILE)) });
  });

  const answer = (problem: Problem, context: Partial<ProblemContext> = {}): Response => {
    const { status, headers, body } = problemAnswer(problem, { ...CONTEXT, ...context });
    return new Response(body, { status, headers });
  };
  const leads = (challenge: unknown): Wish | string | number | undefined => {
    let led: Wish | string | undefined;
    const begin = (wish: Wish): void => void (led = wish);
    const way = taken.wayOut(challenge, { begin }, (uri) => void (led = uri));
    way?.go?.();
    return led ?? way?.seconds;
  };

  it.each(CODES)('knows what helps with %s', async (code) => {
    const challenge = await taken.challengeOf(answer(new Problem(code, OPTIONS[code])));
    const { remedy } = problemKind(code);
    const kind = Object.entries(KINDS).find(([name]) => name === remedy)?.[1] ?? 'refused';
    expect(challenge).toMatchObject({ kind, code, correlationId: CONTEXT.correlationId });
    expect(challenge['title']).not.toBe('');
    expect(challenge['detail']).not.toBe('');
  });

  it('leads to a sign-in with what is demanded, by cookie by the API’s own link', async () => {
    const problem = new Problem('insufficient_claims', OPTIONS.insufficient_claims);
    expect(leads(await taken.challengeOf(answer(problem)))).toEqual({ claims: CLAIMS, uri: ENTRA });
    const browserSignIn = { address: 'https://api.example/auth/login', returnTo: '/' };
    const byCookie = leads(await taken.challengeOf(answer(problem, { browserSignIn })));
    expect(byCookie).toEqual({
      claims: CLAIMS,
      uri: `https://api.example/auth/login?${new URLSearchParams({ claims: CLAIMS, return_to: '/' }).toString()}`,
    });
    // Within a batch there is no challenge beside the body.
    const within = answer(problem);
    within.headers.delete('www-authenticate');
    expect(leads(await taken.challengeOf(within))).toEqual({ claims: CLAIMS, uri: undefined });
  });

  it('leads to where consent is given, to an administrator, or to waiting as long as is told', async () => {
    const consent = new Problem('consent_required', OPTIONS.consent_required);
    expect(leads(await taken.challengeOf(answer(consent)))).toBe('https://login.example/consent');
    const byAdministrator = new Problem('consent_required', { adminConsentUri: 'https://login.example/admin' });
    expect(leads(await taken.challengeOf(answer(byAdministrator)))).toBe('https://login.example/admin');
    expect(leads(await taken.challengeOf(answer(new Problem('rate_limited', OPTIONS.rate_limited))))).toBe(7);
    expect(leads(await taken.challengeOf(answer(new Problem('body_too_large'))))).toBeUndefined();
  });

  it('takes Graph’s own errors, and what is no JSON, as they are', async () => {
    const throttled = new Response('{"error":{"code":"TooManyRequests","message":"Wait."}}', {
      status: 429,
      headers: { 'retry-after': '3' },
    });
    const challenge = await taken.challengeOf(throttled);
    expect(challenge).toMatchObject({ kind: 'wait', code: 'TooManyRequests', detail: 'Wait.', seconds: 3 });
    expect(await taken.challengeOf(new Response('<h1>Bad Gateway</h1>', { status: 502 }))).toMatchObject({
      kind: 'wait',
      code: '',
    });
  });
});
