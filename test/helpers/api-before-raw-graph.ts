import { startApiBefore } from './api-alone.js';
import type { ApiAlone } from './api-alone.js';
import type { ApiOptions } from './listening-api.js';
import type { RawGraph } from './raw-graph.js';
import { startRawGraph } from './raw-graph.js';
import { StandInAuthority } from './stand-in-authority.js';

/** The API between an authority that behaves and a Graph that answers in bytes. */
export interface ApiBeforeRawGraph extends Pick<ApiAlone, 'url' | 'log'> {
  readonly graph: RawGraph;
  readonly token: string;
  /** A request as bytes; with the caller's token unless `token` is empty. */
  bytes(requestLine: string, headers?: readonly string[], body?: string, token?: string): string;
  close(): Promise<void>;
}

/** Starts all three; `GET /v1.0/large` is open beside the catalogue. */
export async function startApiBeforeRawGraph(options: ApiOptions = {}): Promise<ApiBeforeRawGraph> {
  const authority = await StandInAuthority.start();
  const graph = await startRawGraph();
  const api = await startApiBefore(authority, {
    ...options,
    environment: { GRAPH_BASE_URL: graph.origin, GRAPH_ALLOW: 'GET /v1.0/large' },
  });
  const callers = authority.token();
  return {
    ...api,
    graph,
    token: callers,
    bytes: (requestLine, headers = [], body = '', token = callers) => {
      const authorization = token === '' ? [] : [`Authorization: Bearer ${token}`];
      return [requestLine, `Host: ${new URL(api.url).host}`, ...authorization, ...headers, '', body].join('\r\n');
    },
    close: async () => {
      await api.close();
      await graph.close();
      await authority.close();
    },
  };
}
