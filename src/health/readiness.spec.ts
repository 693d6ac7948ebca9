import { describe, expect, it } from 'vitest';
import type { Readiness } from './readiness.js';
import { statusOf } from './readiness.js';

const well: Readiness['checks'] = { keys: 'ok', identity: 'ok', redis: 'ok', credential: 'ok' };

describe('readiness', () => {
  it.each([
    ['everything is well', {}, 'ready'],
    ['replicas share nothing', { redis: 'off' }, 'ready'],
    ['there are no keys yet', { keys: 'missing' }, 'starting'],
    ['there are no keys and the rest is in trouble', { keys: 'missing', identity: 'failing' }, 'starting'],
    ['Entra does not answer', { identity: 'failing' }, 'degraded'],
    ['the clock is wrong', { identity: 'clock_skewed' }, 'degraded'],
    ['Redis does not answer', { redis: 'unreachable' }, 'degraded'],
    ['the certificate ends soon', { credential: 'expiring' }, 'degraded'],
    ['the certificate has ended', { credential: 'expired' }, 'degraded'],
    ['the credential’s source is in trouble', { credential: 'unavailable' }, 'degraded'],
    ['Entra refused the credential', { credential: 'refused' }, 'degraded'],
  ] as const)('when %s', (_case, changes, status) => {
    expect(statusOf({ ...well, ...changes })).toBe(status);
  });
});
