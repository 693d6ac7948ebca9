import { getGlobalDispatcher } from 'undici';
import { MetricsServer } from '../../src/health/metrics/metrics-server.js';
import type { ListeningApi } from '../helpers/listening-api.js';

/** What the metrics of an API said at one moment. */
export interface Scrape {
  readonly text: string;
  readonly contentType: string;
  /** By name and labels, as they stand: `name{label="value"}`. */
  readonly samples: ReadonlyMap<string, number>;
  /** The sum of all samples of this name whose labels hold all of these parts; 0 where there are none. */
  readonly sum: (name: string, ...parts: readonly string[]) => number;
  /** The values a label has, over all names. */
  readonly valuesOf: (label: string) => ReadonlySet<string>;
}

/** GETs a path of the listener behind METRICS_PORT. */
export async function getBehind(
  app: ListeningApi['app'],
  path: string,
  method: 'GET' | 'POST' | 'HEAD' = 'GET',
): Promise<{ status: number; headers: Readonly<Record<string, string | string[] | undefined>>; text: string }> {
  const port = app.get(MetricsServer, { strict: false }).port;
  if (port === undefined) throw new Error('the API has no metrics');
  const { statusCode, headers, body } = await getGlobalDispatcher().request({
    origin: `http://localhost:${port}`,
    path,
    method,
  });
  return { status: statusCode, headers, text: await body.text() };
}

export async function scrape(app: ListeningApi['app']): Promise<Scrape> {
  const { headers, text } = await getBehind(app, '/metrics');
  const samples = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const end = line.lastIndexOf(' ');
    samples.set(line.slice(0, end), Number(line.slice(end + 1)));
  }
  return {
    text,
    contentType: String(headers['content-type']),
    samples,
    sum: (name, ...parts) =>
      [...samples]
        .filter(([key]) => key.split('{')[0] === name && parts.every((part) => key.includes(part)))
        .reduce((sum, [, value]) => sum + value, 0),
    valuesOf: (label) =>
      new Set([...text.matchAll(new RegExp(`[{,]${label}="([^"]*)"`, 'g'))].map(([, value = '']) => value)),
  };
}
