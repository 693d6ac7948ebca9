import type { Readiness } from '../readiness.js';

/** Why a process is not simply ready, and what to do. */
export interface Reason {
  readonly check: string;
  readonly value: string;
  readonly text: string;
}

type Checks = Readiness['checks'];
type Ailing = { readonly [Check in keyof Checks]: Exclude<Checks[Check], 'ok' | 'off'> };

const TEXTS: { readonly [Check in keyof Ailing]: Readonly<Record<Ailing[Check], string>> } = {
  keys: {
    missing:
      "Entra's signing keys have not been fetched yet, so that no token can be checked. Look for signing_keys_fetch_failed in the log; the doctor says what stands in the way (`npm run doctor`; in the image `node dist/doctor/main.js`).",
  },
  identity: {
    failing:
      'Entra did not answer when it was last asked. Callers whose tokens are cached keep their service. Look at the network, the proxy and status.cloud.microsoft.',
    clock_skewed:
      "This machine's clock is further from Entra's than tokens allow: good tokens are refused. Synchronize the clock.",
  },
  redis: {
    unreachable:
      'Redis does not answer: each replica exchanges for itself, and forgetting tokens everywhere is refused. Look at Redis and REDIS_URL.',
  },
  credential: {
    expiring: "This API's certificate ends within 14 days. Put a new one into its file and at the registration.",
    expired: "This API's certificate has ended: exchanges fail. Put a new one into its file and at the registration.",
    unavailable:
      "This API's credential cannot be read: exchanges fail. Look at its file or at the managed identity endpoint.",
    refused:
      "Entra refuses this API's credential, or SESSION_CLIENT_SECRET: exchanges, or sign-ins and their renewal, fail. Compare it with what the registration has; exchange_misconfigured in the log names which.",
  },
};

/** One reason for each check that is not well; none where all are. */
export function explained({ status, checks }: Readiness): readonly Reason[] {
  const { keys, identity, redis, credential } = checks;
  const reasons: Reason[] = [];
  if (status === 'draining')
    reasons.push({ check: 'process', value: status, text: 'The process is ending and takes no new callers.' });
  if (keys !== 'ok') reasons.push({ check: 'keys', value: keys, text: TEXTS.keys[keys] });
  if (identity !== 'ok') reasons.push({ check: 'identity', value: identity, text: TEXTS.identity[identity] });
  if (redis === 'unreachable') reasons.push({ check: 'redis', value: redis, text: TEXTS.redis[redis] });
  if (credential !== 'ok') reasons.push({ check: 'credential', value: credential, text: TEXTS.credential[credential] });
  return reasons;
}
