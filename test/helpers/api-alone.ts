import 'reflect-metadata';
import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { createApp } from '../../src/app.setup.js';
import type { Clock } from '../../src/common/clock.js';
import type { Limits } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { freePort } from './free-port.js';
import type { StandInAuthority } from './stand-in-authority.js';

/** The API before an authority that is not the embedded tenant. */
export interface ApiAlone {
  readonly url: string;
  /** Everything the API has logged, as text. */
  readonly log: () => string;
  get(path: string, token: string): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** Starts it; `environment` overrides what points it at the stand-in. */
export async function startApiBefore(
  authority: StandInAuthority,
  options: { clock?: Clock; limits?: Partial<Limits>; environment?: Readonly<Record<string, string>> } = {},
): Promise<ApiAlone> {
  const config = loadConfig({
    PORT: String(await freePort()),
    LOG_LEVEL: 'trace',
    DOCS: 'off',
    ...authority.environment,
    ...options.environment,
  });
  const lines: string[] = [];
  const logDestination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const limits = { ...config.limits, ...options.limits };
  const api = await createApp(
    { ...config, limits },
    { logDestination, ...(options.clock && { clock: options.clock }) },
  );
  await api.listen(config.listen.port, 'localhost');
  const [url] = config.publicUrls;
  return {
    url,
    log: () => lines.join(''),
    get: (path, token) => request(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } }),
    close: () => api.close(),
  };
}
