import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { Meters } from '../../../src/common/meters/meters.js';
import type { Limits } from '../../../src/config/app-config.js';
import { startApiBefore } from '../../helpers/api-alone.js';
import type { ApiAlone } from '../../helpers/api-alone.js';
import type { Received } from '../../helpers/stand-in-authority.js';
import { StandInAuthority, json } from '../../helpers/stand-in-authority.js';
import type { Written } from './batch-client.js';

const sent = z.strictObject({
  id: z.string(),
  method: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  dependsOn: z.array(z.string()).optional(),
  body: z.unknown().optional(),
});
/** One request as it reached Graph. */
export type Sent = z.infer<typeof sent>;
const batch = z.strictObject({ requests: z.array(sent) });

/** The requests of a batch that reached Graph. */
export function sentIn({ body }: Pick<Received, 'body'>): readonly Sent[] {
  return batch.parse(JSON.parse(body)).requests;
}

/** The API before a Graph that answers batches in any way a test says. */
export interface BeforeStandIn extends Pick<ApiAlone, 'url' | 'log' | 'close'> {
  readonly authority: StandInAuthority;
  readonly token: string;
  readonly meters: Meters;
  /** The batches that have reached Graph, and as text. */
  readonly batches: readonly (readonly Sent[])[];
  readonly received: readonly Received[];
  /** From now on each request is answered by this, all else forgotten. */
  answers(answer: (request: Sent, batchNumber: number) => Written): void;
  /** The same for the batch as a whole. */
  responds(answerer: (response: ServerResponse, received: Received, batchNumber: number) => void): void;
}

/** Opens `/v1.0/things` and what is below them, whatever their scopes. */
const GRAPH_ALLOW = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
  .flatMap((method) => [`${method} /v1.0/things`, `${method} /v1.0/things/{id}`])
  .join(',');

/** Starts both. */
export async function startBeforeStandIn(
  environment: Readonly<Record<string, string>> = {},
  limits: Partial<Limits> = {},
): Promise<BeforeStandIn> {
  const authority = await StandInAuthority.start();
  const api = await startApiBefore(authority, { limits, environment: { GRAPH_ALLOW, ...environment } });
  const atGraph = (): readonly Received[] => authority.received.filter(({ path }) => path === '/v1.0/$batch');
  const responds: BeforeStandIn['responds'] = (answerer) => {
    authority.behave();
    authority.graph = (response, received) => answerer(response, received, atGraph().length);
  };
  return {
    url: api.url,
    log: api.log,
    authority,
    token: authority.token(),
    meters: api.app.get(Meters, { strict: false }),
    get received() {
      return atGraph();
    },
    get batches() {
      return atGraph().map((received) => sentIn(received));
    },
    responds,
    answers: (answer) =>
      responds((response, received, batchNumber) =>
        json(response, { responses: sentIn(received).map((each) => ({ id: each.id, ...answer(each, batchNumber) })) }),
      ),
    close: async () => {
      await api.close();
      await authority.close();
    },
  };
}

/** A good answer to one request. */
export function fine(body: unknown = {}): Written {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body };
}

/** An answer in Graph's error shape. */
export function failed(status: number, headers: Written = {}): Written {
  return { status, headers, body: { error: { code: `graph_${status}`, message: 'no' } } };
}
