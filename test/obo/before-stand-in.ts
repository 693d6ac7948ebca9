import type { ApiAlone } from '../helpers/api-alone.js';
import { startApiBefore } from '../helpers/api-alone.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { StandInAuthority } from '../helpers/stand-in-authority.js';
import { StoppedClock } from '../helpers/stopped-clock.js';

/** The API before an authority that answers as it is told, both by a clock that is moved by hand. */
export interface BeforeStandIn {
  readonly clock: StoppedClock;
  readonly authority: StandInAuthority;
  readonly api: ApiAlone;
  /** `GET /v1.0/me` with this token, or one of its own. */
  readonly call: (token?: string) => Promise<Answer>;
  /** What came of the same: 200, or status and code. */
  readonly outcome: (token?: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Starts them, and has the API learn the authority's keys. */
export async function startBeforeStandIn(): Promise<BeforeStandIn> {
  const clock = new StoppedClock();
  const authority = await StandInAuthority.start(clock);
  const api = await startApiBefore(authority, { clock, limits: { identityTimeoutMs: 1_000 } });
  const call = async (token = authority.token()): Promise<Answer> => answerOf(await api.get('/v1.0/me', token));
  await call();
  return {
    clock,
    authority,
    api,
    call,
    outcome: async (token) => {
      const { status, body } = await call(token);
      return status === 200 ? 200 : [status, body['code']];
    },
    close: async () => {
      await api.close();
      await authority.close();
    },
  };
}
