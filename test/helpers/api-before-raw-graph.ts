import { CATALOGUE } from '../../src/graph/catalogue/catalogue.js';
import { startApiBefore } from './api-alone.js';
import type { ApiAlone } from './api-alone.js';
import type { ApiOptions } from './listening-api.js';
import type { RawGraph } from './raw-graph.js';
import { startRawGraph } from './raw-graph.js';
import { StandInAuthority, json } from './stand-in-authority.js';

/** The API between an authority that behaves and a Graph that answers in bytes. */
export interface ApiBeforeRawGraph extends Pick<ApiAlone, 'url' | 'log'> {
  readonly graph: RawGraph;
  readonly token: string;
  /** Another user's. */
  tokenOf(userId: string): string;
  /** A request as bytes; with the caller's token unless `token` is empty. */
  bytes(requestLine: string, headers?: readonly string[], body?: string, token?: string): string;
  close(): Promise<void>;
}

export interface ApiBeforeRawGraphOptions extends ApiOptions {
  /** Operations open beside the catalogue and those of every such test. */
  readonly allow?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

const ALLOWED = ['GET /v1.0/large'];

/** Enough for every operation of the catalogue. */
const EVERY_SCOPE = ['.default', ...new Set(CATALOGUE.flatMap(({ scopes }) => scopes.slice(0, 1)))]
  .map((scope) => `https://graph.microsoft.com/${scope}`)
  .join(' ');

/** Starts all three; `GET /v1.0/large` is open beside the catalogue. */
export async function startApiBeforeRawGraph({
  allow = [],
  environment,
  ...options
}: ApiBeforeRawGraphOptions = {}): Promise<ApiBeforeRawGraph> {
  const authority = await StandInAuthority.start();
  authority.tokenEndpoint = (response) => json(response, authority.tokenAnswer({ scope: EVERY_SCOPE }));
  const graph = await startRawGraph();
  const api = await startApiBefore(authority, {
    ...options,
    environment: { GRAPH_BASE_URL: graph.origin, GRAPH_ALLOW: [...ALLOWED, ...allow].join(','), ...environment },
  });
  const callers = authority.token();
  return {
    ...api,
    graph,
    token: callers,
    tokenOf: (oid) => authority.token({ oid }),
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
