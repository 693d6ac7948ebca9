import { decodeJwt } from 'jose';

/** The client id a client assertion speaks for (RFC 7523 section 3), unproven; undefined when it cannot be read. */
export function clientOfAssertion(assertion: string | undefined): string | undefined {
  if (assertion === undefined) return undefined;
  try {
    return decodeJwt(assertion).sub;
  } catch {
    return undefined;
  }
}
