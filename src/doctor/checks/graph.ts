import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { z } from 'zod';
import { readBounded } from '../../common/outbound/fetch-json.js';
import type { Check } from '../check.js';
import { fail, pass, skip } from '../check.js';
import { outage } from '../outage.js';

const SETTING = 'GRAPH_BASE_URL';
const MAX_BYTES = 64 * 1024;
/** https://learn.microsoft.com/graph/errors */
const graphError = z.object({ error: z.object({ code: z.string() }) });

/** Graph is there: asked without a token it refuses, in its own words. */
export const graph: Check = {
  name: 'Graph',
  async run({
    config: {
      graph: { baseUrl },
      identity,
      limits,
    },
    dispatcher,
  }) {
    if (identity.b2cPolicy !== undefined) return skip('B2C accounts have no Graph');
    let answer: { status: number; text: string };
    try {
      answer = await asked(`${baseUrl}/v1.0/me`, dispatcher, limits.identityTimeoutMs);
    } catch (error) {
      return outage(error, SETTING);
    }
    if (answer.status === 401 && graphError.safeParse(parsed(answer.text)).success) return pass(`${baseUrl} answers`);
    if (answer.status >= 500 || answer.status === 429)
      return fail(
        `Graph is in trouble (status ${answer.status})`,
        'Try again; https://status.cloud.microsoft says more.',
      );
    return fail(
      `what answers is no Graph (status ${answer.status} to a request without a token)`,
      `Correct ${SETTING}; it is an origin without a path, and has a default for every cloud of Microsoft’s.`,
    );
  },
};

async function asked(
  url: string,
  dispatcher: Dispatcher,
  timeoutMs: number,
): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
  return { status: statusCode, text: await readBounded(body, MAX_BYTES) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
