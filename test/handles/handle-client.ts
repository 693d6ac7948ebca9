import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { expect } from 'vitest';
import { z } from 'zod';
import type { JournalEntry } from '../../src/sandbox/journal.js';
import type { TestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { postToken, text } from '../sandbox/identity/token-client.js';

export const MEGAN = 'megan@contoso.example';
export const ADELE = 'adele@contoso.example';
export const MESSAGES = 'GET /v1.0/me/messages';
/** What the API answers where a handle is of no use, whatever the reason. */
export const NO_USER = { status: 403, code: 'user_token_required', error: 'insufficient_scope' };

const made = z.strictObject({ id: z.uuid(), handle: z.string().regex(/^[\w-]{43}$/), expiresOn: z.iso.datetime() });
const listed = z.strictObject({
  handles: z.array(
    z.strictObject({ id: z.uuid(), operations: z.array(z.string()), createdOn: z.string(), expiresOn: z.string() }),
  ),
});

/** Any API: the test's first, or a replica. */
export type Api = Pick<ListeningApi, 'send' | 'url'>;

/** `POST /auth/handles` with a body as it stands. */
export async function postHandle(
  { url: origin }: Api,
  token: string | undefined,
  body: Dispatcher.DispatchOptions['body'],
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Answer> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await getGlobalDispatcher().request({
    origin,
    path: '/auth/handles',
    method: 'POST',
    headers: { ...authorization, ...headers },
    body: body ?? null,
  });
  return answerOf(answer);
}

/** A handle of this user, made. */
export async function makeHandle(
  api: Api,
  token: string,
  operations: readonly string[] = [MESSAGES],
  expiresIn?: number,
): Promise<z.infer<typeof made>> {
  const answer = await postHandle(api, token, JSON.stringify({ operations, expiresIn }));
  expect({ status: answer.status, code: answer.body['code'] }).toEqual({ status: 201, code: undefined });
  return made.parse(answer.body);
}

/** Ids of the user's handles. */
export async function handlesOf(api: Api, token: string): Promise<z.infer<typeof listed>['handles']> {
  const answer = await answerOf(await api.send('GET', '/auth/handles', token));
  expect(answer.status).toBe(200);
  return listed.parse(answer.body).handles;
}

/** An app-only token for the API by client credentials, as a job gets it. */
export async function applicationToken({ tenant }: TestSystem, name = 'daemon'): Promise<string> {
  const { directory } = tenant.cloud;
  const { clientId, secret = '', tenantId } = directory.named(name);
  const scope = `api://${directory.named('api').clientId}/.default`;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: secret, scope };
  return text(await postToken(tenant, tenantId, form), 'access_token');
}

/** Calls with a handle, as a job does; what the answer says is wrong with it. */
export async function used(
  api: Api,
  token: string | undefined,
  handle: string,
  path = '/v1.0/me/messages',
  method: Dispatcher.HttpMethod = 'GET',
): Promise<{ readonly status: number; readonly code: unknown; readonly error: string | undefined }> {
  const answer = await answerOf(await api.send(method, path, token, { 'behalf-handle': handle }));
  return { status: answer.status, code: answer.body['code'], error: answer.challenge?.['error'] };
}

export const SERVED = { status: 200, code: undefined, error: undefined };

/** Renewals that Entra was asked for since the journal was cleared. */
export function renewalsOf({ tenant }: TestSystem): readonly JournalEntry[] {
  return tenant.cloud.journal.entries.filter(({ grant }) => grant === 'refresh_token');
}
