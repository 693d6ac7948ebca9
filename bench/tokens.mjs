// Tokens as measuring needs them: of a usual length, many and quickly made, nobody's.
import { randomBytes, randomUUID } from 'node:crypto';

// Only its last characters differ, so that a token lies in the processor's cache as one does that has just arrived,
// however many users there are.
const COMMON_PART = 'e'.repeat(1_493);
export const tokenOf = (user) => `${COMMON_PART}.${1_000_000 + user}`;

const graphBytes = Buffer.from(randomBytes(1_200).toString('base64url'), 'latin1');
let made = 0;
/** A string of its own each time, as an answer of Entra's is. */
export function graphTokenText() {
  made += 1;
  graphBytes.write(String(made).padStart(10, '0'), 'latin1');
  return graphBytes.toString('latin1');
}

/** As parsed claims are: nothing shared with others. */
export function callerOf(assertion, { tenantId, clientId, tokenDigest }) {
  const own = { tenantId, userId: randomUUID(), clientId, scopes: ['access_as_user'], roles: [] };
  return {
    ...JSON.parse(JSON.stringify(own)),
    accountType: 'work',
    expiresAt: Math.floor(Date.now() / 1000) + 7_200,
    assertion,
    assertionDigest: tokenDigest(`signed part of ${assertion.slice(-8)}`),
  };
}
