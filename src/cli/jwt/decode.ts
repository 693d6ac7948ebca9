import { z } from 'zod';
import { CliError } from '../cli.errors.js';

const members = z.record(z.string(), z.unknown());

/** A JWT's parts as they read; nothing about it is proven. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  /** Undefined where the content is encrypted (RFC 7516). */
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

/** Reads a compact JWS or JWE, alone or behind `Bearer`. Throws CliError. */
export function decodeToken(text: string): DecodedToken {
  const parts = text
    .trim()
    .replace(/^(?:authorization:\s*)?bearer\s+/i, '')
    .replaceAll(/\s/g, '')
    .split('.');
  if (parts.length === 5) return { header: part(parts[0]), claims: undefined };
  if (parts.length !== 3) throw notOne();
  return { header: part(parts[0]), claims: part(parts[1]) };
}

function part(text = ''): Record<string, unknown> {
  try {
    return members.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch (cause) {
    throw notOne(cause);
  }
}

function notOne(cause?: unknown): CliError {
  return new CliError('not_a_jwt', 'That is no JWT: three parts in base64url with dots between them.', {
    remedy: 'behalf token --raw | behalf decode',
    cause,
  });
}
