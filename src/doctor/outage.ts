import type { Finding } from './check.js';
import { fail } from './check.js';

interface Trouble {
  readonly codes: RegExp;
  readonly found: string;
  /** `{setting}` is the setting that names the address. */
  readonly remedy: string;
}

const OPEN_THE_WAY =
  'Correct {setting}, or open the way to it out of this network; behind a corporate proxy set HTTPS_PROXY.';

/** By the error codes of Node.js and undici, and the names of errors that have none; the first that fits. */
const TROUBLES: readonly Trouble[] = [
  { codes: /^ProxyError$/, found: 'the proxy refuses the connection', remedy: 'Correct HTTPS_PROXY or NO_PROXY.' },
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN)$/,
    found: 'its name does not resolve',
    remedy: 'Correct {setting}, or this machine’s DNS.',
  },
  {
    codes: /^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT)/,
    found: 'its certificate is not trusted',
    remedy:
      'Put the certificate of the authority that issued it into the file that EXTRA_CA_FILE names; a proxy that opens TLS needs the same. A certificate of another name or out of its time is the other side’s to renew.',
  },
  {
    codes: /^(?:UND_ERR_\w*TIMEOUT|ETIMEDOUT|TimeoutError)$/,
    found: 'it does not answer in time',
    remedy: OPEN_THE_WAY,
  },
  { codes: /^E[A-Z]+$/, found: 'there is no connection to it', remedy: OPEN_THE_WAY },
];

/** Why something did not answer, from the failure's own codes and nothing it says. `setting` names the address. */
export function outage(failure: unknown, setting: string): Finding {
  const marks = marksOf(failure);
  for (const { codes, found, remedy } of TROUBLES) {
    const mark = marks.find((each) => codes.test(each));
    if (mark !== undefined) return fail(`${found} (${mark})`, remedy.replace('{setting}', setting));
  }
  return fail('it gives no answer that can be used', `Try again. ${OPEN_THE_WAY.replace('{setting}', setting)}`);
}

/** Codes and names of a failure, its causes, and the failures it gathers; at most eight deep. */
function marksOf(failure: unknown, depth = 0): readonly string[] {
  if (!(failure instanceof Error) || depth > 8) return [];
  const code = 'code' in failure && typeof failure.code === 'string' ? [failure.code] : [];
  const gathered = failure instanceof AggregateError ? failure.errors : [];
  return [...code, failure.name, ...[failure.cause, ...gathered].flatMap((each) => marksOf(each, depth + 1))];
}
