import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Dispatcher } from 'undici';
import { freePort } from './free-port.js';
import type { ApiOptions } from './listening-api.js';
import { listeningApi } from './listening-api.js';
import type { StandInAuthority } from './stand-in-authority.js';

/** The API before an authority that is not the embedded tenant. */
export interface ApiAlone {
  readonly url: string;
  /** Everything the API has logged, as text. */
  readonly log: () => string;
  readonly app: NestFastifyApplication;
  get(path: string, token: string): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** Starts it; `environment` overrides what points it at the stand-in. */
export async function startApiBefore(
  authority: StandInAuthority,
  { environment, ...options }: ApiOptions & { environment?: Readonly<Record<string, string>> } = {},
): Promise<ApiAlone> {
  const api = await listeningApi(
    { PORT: String(await freePort()), DOCS: 'off', ...authority.environment, ...environment },
    options,
  );
  return { ...api, get: (path, token) => api.send('GET', path, token) };
}
