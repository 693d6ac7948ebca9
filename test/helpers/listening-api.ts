import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Writable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { createApp } from '../../src/app.setup.js';
import type { Clock } from '../../src/common/clock.js';
import type { Limits } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';

export interface ApiOptions {
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
}

/** One API, listening. */
export interface ListeningApi {
  readonly app: NestFastifyApplication;
  readonly url: string;
  /** Everything it has logged, as text. */
  readonly log: () => string;
  /** The path goes out as it stands: nothing is resolved or encoded. */
  send(
    method: Dispatcher.HttpMethod,
    path: string,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<Dispatcher.ResponseData>;
  close(): Promise<void>;
}

/** A busy machine is no slow Entra, and no overload: tests of waiting set their own. */
const PATIENT: Partial<Limits> = { identityWaitMs: 20_000, loopDelayMs: 60_000 };
/** Tests are one user at one address; those of limits set their own. */
export const UNLIMITED = { RATE_LIMIT_PER_MINUTE: '0', RATE_LIMIT_ANONYMOUS_PER_MINUTE: '0' } as const;

/** Starts it from settings, as its own process would. */
export async function listeningApi(
  environment: Readonly<Record<string, string | undefined>>,
  { clock, limits }: ApiOptions = {},
): Promise<ListeningApi> {
  const config = loadConfig({ LOG_LEVEL: 'trace', ...UNLIMITED, ...environment });
  const lines: string[] = [];
  const logDestination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const app = await createApp(
    { ...config, limits: { ...config.limits, ...PATIENT, ...limits } },
    { logDestination, ...(clock && { clock }) },
  );
  await app.listen(config.listen.port, 'localhost');
  const [url] = config.publicUrls;
  return {
    app,
    url,
    log: () => lines.join(''),
    // Not undici's `request`, which resolves dot segments before they are sent.
    send: (method, path, token, headers) =>
      getGlobalDispatcher().request({
        origin: url,
        path,
        method,
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
      }),
    close: () => app.close(),
  };
}
