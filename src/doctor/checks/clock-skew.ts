import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { primarySource } from '../../auth/metadata-source.js';
import type { Check } from '../check.js';
import { fail, pass, skip, warn } from '../check.js';
import { discovery } from './discovery.js';

const WARN_SECONDS = 60;
const FAIL_SECONDS = 300;
const REMEDY = 'Set this machine’s clock by NTP (chrony, systemd-timesyncd); a virtual machine takes it from its host.';

/** This machine's clock against the `Date` header of the authority (RFC 9110 section 6.6.1). */
export const clockSkew: Check = {
  name: 'clock',
  needs: [discovery],
  async run({ config: { identity, limits }, clock, dispatcher }) {
    const before = clock.now();
    const date = await dateAt(primarySource(identity).address, dispatcher, limits.identityTimeoutMs);
    if (date === undefined) return skip('the authority does not say what time it is');
    const ahead = Math.round(((before + clock.now()) / 2 - date) / 1000);
    const found = `${Math.abs(ahead)} s ${ahead > 0 ? 'ahead of' : 'behind'} the authority`;
    if (Math.abs(ahead) > FAIL_SECONDS) return fail(`${found}: good tokens look expired or not yet valid`, REMEDY);
    return Math.abs(ahead) > WARN_SECONDS ? warn(found, REMEDY) : pass(found);
  },
};

/** Milliseconds since the epoch, to the second; undefined where it is not told. */
async function dateAt(address: string, dispatcher: Dispatcher, timeoutMs: number): Promise<number | undefined> {
  try {
    const { headers, body } = await request(address, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
    await body.dump();
    const date = typeof headers.date === 'string' ? Date.parse(headers.date) : Number.NaN;
    return Number.isNaN(date) ? undefined : date;
  } catch {
    return undefined;
  }
}
