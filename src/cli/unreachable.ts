import { CliError } from './cli.errors.js';

interface Trouble {
  readonly codes: RegExp;
  readonly what: string;
  readonly remedy: string;
}

/** By the error codes of Node.js and undici, and the names of errors that have none; the first that fits. */
const TROUBLES: readonly Trouble[] = [
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN)$/,
    what: 'its name does not resolve',
    remedy: 'Correct the address, or look whether this machine is online.',
  },
  {
    codes: /^(?:CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT)/,
    what: 'its certificate is not trusted',
    remedy: 'Name the file of the authority that issued it: --ca-file FILE, or EXTRA_CA_FILE.',
  },
  { codes: /^ProxyError$/, what: 'the proxy refuses the connection', remedy: 'Correct HTTPS_PROXY or NO_PROXY.' },
  {
    codes: /^(?:UND_ERR_\w*TIMEOUT|ETIMEDOUT|TimeoutError)$/,
    what: 'it does not answer in time',
    remedy: 'Try again.',
  },
  {
    codes: /^ECONNREFUSED$/,
    what: 'nothing listens there',
    remedy: 'Start it, or correct the address or HTTPS_PROXY. The embedded tenant and the API start with: npm start',
  },
];

/** Says that an address gives no answer, and why, by the failure's own codes. */
export function unreachable(address: string, failure: unknown): CliError {
  const marks = marksOf(failure);
  const trouble = TROUBLES.find(({ codes }) => marks.some((mark) => codes.test(mark)));
  const mark = marks.find((each) => /^[A-Z_]+$/.test(each));
  const why = trouble?.what ?? `the connection fails${mark === undefined ? '' : ` (${mark})`}`;
  const remedy = trouble?.remedy ?? 'Look whether this machine is online; behind a corporate proxy set HTTPS_PROXY.';
  return new CliError('unreachable', `${address} cannot be reached: ${why}.`, { remedy, cause: failure });
}

/** Codes and names of a failure, its causes, and the failures it gathers; at most eight deep. */
function marksOf(failure: unknown, depth = 0): readonly string[] {
  if (!(failure instanceof Error) || depth > 8) return [];
  const code = 'code' in failure && typeof failure.code === 'string' ? [failure.code] : [];
  const gathered = failure instanceof AggregateError ? failure.errors : [];
  return [...code, failure.name, ...[failure.cause, ...gathered].flatMap((each) => marksOf(each, depth + 1))];
}
