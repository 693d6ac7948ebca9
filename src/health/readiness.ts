import { z } from 'zod';

/**
 * `starting` and `draining` are 503: no caller can be served yet, or any more. `degraded` is 200: those whose tokens are
 * cached keep their service whatever a check says.
 */
export const readiness = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'starting', 'draining']),
    checks: z.strictObject({
      keys: z.enum(['ok', 'missing']).meta({ description: "Entra's signing keys" }),
      identity: z.enum(['ok', 'failing', 'clock_skewed']).meta({
        description:
          "Whether Entra answered when it was last asked for keys or an exchange; whether this machine's clock is that of Entra's, within the skew that tokens may have",
      }),
      redis: z.enum(['ok', 'unreachable', 'off']).meta({ description: 'What replicas share' }),
      credential: z.enum(['ok', 'expiring', 'expired', 'unavailable', 'refused']).meta({
        description:
          "This API's own credential at Entra, or that of SESSION_CLIENT_ID, whichever stands worse: its certificate ends within 14 days; it has ended; its file or the managed identity endpoint gives nothing usable; Entra refused it",
      }),
    }),
  })
  .meta({ id: 'Readiness' });

export type Readiness = z.infer<typeof readiness>;

/** Of its answer over HTTP. */
export function statusCodeOf(status: Readiness['status']): 200 | 503 {
  return status === 'starting' || status === 'draining' ? 503 : 200;
}

/** The status that these checks make of a process that is not draining. */
export function statusOf({ keys, identity, redis, credential }: Readiness['checks']): Readiness['status'] {
  if (keys === 'missing') return 'starting';
  return identity === 'ok' && redis !== 'unreachable' && credential === 'ok' ? 'ready' : 'degraded';
}
