import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { TestSystem } from '../../helpers/api.js';

/** What the front end must know of the world around it. */
export type FrontEndSettings = Readonly<Record<string, string>>;

/** What a single-page application with MSAL Browser must know to call this API. */
export function spaSettings({ tenant, url }: Pick<TestSystem, 'tenant' | 'url'>): FrontEndSettings {
  const { directory } = tenant.cloud;
  const { clientId, tenantId } = directory.named('api');
  return {
    clientId: directory.named('spa').clientId,
    authority: `${tenant.origins.https}/${tenantId}`,
    scope: `api://${clientId}/access_as_user`,
    api: url,
  };
}

/** One of the files of a front end. */
export interface ServedFile {
  readonly type: string;
  readonly read: () => string | Buffer;
}
/** By path. */
export type ServedFiles = Readonly<Record<string, ServedFile>>;

/** The front end's own web server, on a free port of localhost. */
export interface FrontEndServer {
  readonly origin: string;
  /** Said once API and tenant, which must know this origin, have started. */
  configure(settings: FrontEndSettings): void;
  close(): Promise<void>;
}

const MSAL = join(dirname(createRequire(import.meta.url).resolve('@azure/msal-browser/package.json')), 'lib');
const HERE = import.meta.dirname;
const SCRIPT = 'text/javascript; charset=utf-8';

/** A page with MSAL Browser as its package has it. */
const MSAL_PAGE: ServedFiles = {
  '/': { read: () => readFileSync(join(HERE, 'index.html')), type: 'text/html; charset=utf-8' },
  '/front-end.js': { read: () => readFileSync(join(HERE, 'front-end.js')), type: SCRIPT },
  '/msal-browser.js': { read: () => readFileSync(join(MSAL, 'msal-browser.min.js')), type: SCRIPT },
  '/msal-redirect-bridge.js': {
    read: () => readFileSync(join(MSAL, 'redirect-bridge', 'msal-redirect-bridge.min.js')),
    type: SCRIPT,
  },
};

/** Serves a page; `/settings.json` is what was configured. */
export async function startFrontEndServer(files: ServedFiles = MSAL_PAGE): Promise<FrontEndServer> {
  let settings: FrontEndSettings | undefined;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname } = new URL(request.url ?? '/', 'http://any');
    const found = files[pathname];
    if (pathname === '/settings.json')
      response.setHeader('content-type', 'application/json').end(JSON.stringify(settings));
    else if (found === undefined) response.writeHead(404).end();
    else response.setHeader('content-type', found.type).end(found.read());
  };
  const server = createServer(answer).listen(0, 'localhost');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    origin: `http://localhost:${address.port}`,
    configure: (given) => {
      settings = given;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
