import { GraphError } from '../errors.js';

/** https://learn.microsoft.com/graph/api/shares-get#encoding-sharing-urls. */
export function shareId(address: string): string {
  return `u!${Buffer.from(address).toString('base64url')}`;
}

/** The sharing address in a share id. Throws 400 for what is none. */
export function addressOf(id: string): string {
  const [, encoded] = /^u!([\w-]+)$/i.exec(id) ?? [];
  const address = Buffer.from(encoded ?? '', 'base64url').toString();
  if (encoded === undefined || !URL.canParse(address) || !/^https?:/i.test(address))
    throw new GraphError('invalidRequest', 'The sharing token is malformed.');
  return address;
}
