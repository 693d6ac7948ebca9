import type { GraphObject } from '../odata/schema.js';
import type { UploadSession } from './upload-sessions.js';

/** The pre-authenticated address of a session: its query is the permission, and no token is wanted. */
export function uploadAddress(origin: string, { id, secret, goal }: UploadSession): string {
  const parent = goal.itemId ?? goal.wanted?.startId ?? '';
  const [overwrite, rename] = [
    goal.behavior === 'replace' ? 'True' : 'False',
    goal.behavior === 'rename' ? 'True' : 'False',
  ];
  return (
    `${origin}${goal.drive.home.folder}/_api/v2.0/drive/items/${encodeURIComponent(parent)}/uploadSession` +
    `?guid='${id}'&overwrite=${overwrite}&rename=${rename}&dc=${goal.deferred ? 1 : 0}&tempauth=v1.${secret}`
  );
}

/** The id and the secret of an upload address's query. */
export function sessionNamed(query: URLSearchParams): { readonly id: string; readonly secret: string } {
  return {
    id: (query.get('guid') ?? '').replaceAll("'", ''),
    secret: (query.get('tempauth') ?? '').replace(/^v1\./, ''),
  };
}

/** How far an upload is, as createUploadSession, slices and status tell it. */
export function sessionObject({ expires, received, total }: UploadSession): GraphObject {
  return {
    expirationDateTime: new Date(expires).toISOString(),
    nextExpectedRanges: received === total ? [] : [`${received}-`],
  };
}
