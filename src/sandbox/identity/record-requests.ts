import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud.js';
import { traceOf } from '../journal.js';
import { onAnswered } from '../on-answered.js';
import { notesOf } from './request-notes.js';

const SECRET_PARAMETERS: readonly string[] = [
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_verifier',
  'device_code',
  'id_token_hint',
  'password',
  'refresh_token',
  'user_code',
];

/** Writes every request of this scope into the journal. */
export function recordRequests(scope: FastifyInstance, cloud: Cloud): void {
  onAnswered(scope, (request, status) => {
    const { tenantId = null, ...notes } = notesOf(request);
    cloud.journal.record({
      at: new Date(cloud.clock.now()).toISOString(),
      side: 'identity',
      method: request.method,
      path: withoutSecrets(request.url),
      tenantId,
      status,
      ...traceOf(request.headers),
      ...notes,
    });
  });
}

/** A path with query whose secrets, which have no business there, are struck out. */
export function withoutSecrets(path: string): string {
  const [before = '', query] = path.split(/\?(.*)/s, 2);
  if (query === undefined) return before;
  const parameters = query.split('&').map((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    return SECRET_PARAMETERS.includes(decoded(name).toLowerCase()) ? `${name}=***` : parameter;
  });
  return `${before}?${parameters.join('&')}`;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
