import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Tenant } from '../../src/sandbox/tenant.js';

const members = z.record(z.string(), z.unknown());

/** What a token says, unproven. */
export interface TokenContents {
  readonly header: Record<string, unknown>;
  readonly claims: Record<string, unknown>;
}

export function contentsOf(token: string): TokenContents {
  const [header = '', claims = ''] = token.split('.');
  return { header: decoded(header), claims: decoded(claims) };
}

/** One part of a token: JSON of a value, or text and bytes exactly as given. */
export function encoded(part: unknown): string {
  const bytes = typeof part === 'string' || part instanceof Uint8Array ? Buffer.from(part) : JSON.stringify(part);
  return Buffer.from(bytes).toString('base64url');
}

/** A token signed RS256 over exactly these parts, whatever they are. */
export function signedToken(key: KeyObject, header: unknown, claims: unknown): string {
  const input = `${encoded(header)}.${encoded(claims)}`;
  return `${input}.${sign('RSA-SHA256', Buffer.from(input), key).toString('base64url')}`;
}

/** The token with other members in its header, its signature as it was. */
export function withHeader(token: string, changes: Readonly<Record<string, unknown>>): string {
  const [, claims = '', signature = ''] = token.split('.');
  return `${encoded({ ...contentsOf(token).header, ...changes })}.${claims}.${signature}`;
}

/** The token with another signature. */
export function withSignature(token: string, signature: Uint8Array | string): string {
  const bytes = typeof signature === 'string' ? signature : Buffer.from(signature).toString('base64url');
  return `${token.slice(0, token.lastIndexOf('.'))}.${bytes}`;
}

/** What a token's signature covers. */
export function signingInput(token: string): Buffer {
  return Buffer.from(token.slice(0, token.lastIndexOf('.')));
}

const ring = z.array(z.object({ privateKey: z.string() })).min(1);
const keyFile = z.object({ organizations: ring, personal: ring });

/** The private key the tenant signs tokens of one kind of accounts with now, out of its installation: never over HTTP. */
export function signingKeyOf(
  { cloud }: Pick<Tenant, 'cloud'>,
  accounts: 'organizations' | 'personal' = 'organizations',
): { privateKey: KeyObject; publicKey: KeyObject } {
  const [newest] = cloud.installation.readJson('signing-keys.json', keyFile)?.[accounts] ?? [];
  if (newest === undefined) throw new Error('the tenant has no signing key');
  const privateKey = createPrivateKey(newest.privateKey);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

function decoded(part: string): Record<string, unknown> {
  return members.parse(JSON.parse(Buffer.from(part, 'base64url').toString('utf8')));
}

/** Another base64url character at this place. */
export function withCharacterChanged(part: string, at: number): string {
  return `${part.slice(0, at)}${part[at] === 'A' ? 'B' : 'A'}${part.slice(at + 1)}`;
}
