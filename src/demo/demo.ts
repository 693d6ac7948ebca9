import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFiles } from '../common/http/serve-files.js';
import type { AppConfig, DemoConfig } from '../config/app-config.js';
import { pageHeaders } from './page-headers.js';
import { pageSettings } from './page-settings.js';

const PAGE = fileURLToPath(new URL('page', import.meta.url));
/** What is served of the folder: a browser's kinds of file. */
const SERVED = /^\/[\w/-]+\.(?:js|css|svg)$/;

/** Serves the demo front end at `/`, and what it loads under /demo; nothing it loads comes from elsewhere. */
export async function setUpDemo(app: NestFastifyApplication, config: AppConfig, demo: DemoConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const headers = pageHeaders(config);
  const page = readFileSync(join(PAGE, 'index.html'));
  const settings = pageSettings(config, demo);

  // Never kept by the browser: after a sign-out the back button has to ask again.
  fastify.get('/', (_request, reply) =>
    reply.headers(headers).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(page),
  );
  fastify.get('/demo/settings.json', (_request, reply) => reply.headers(headers).send(settings));
  if (demo.clientId !== undefined) {
    const library = readFileSync(msalBrowser());
    fastify.get('/demo/msal-browser.js', (_request, reply) =>
      asAsset(reply).type('text/javascript; charset=utf-8').send(library),
    );
  }
  await serveFiles(fastify, {
    root: PAGE,
    prefix: '/demo/',
    cacheControl: false,
    allowedPath: (path) => SERVED.test(path),
    setHeaders: (reply) => void reply.headers(ASSET_HEADERS),
  });
}

const ASSET_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' } as const;

function asAsset(reply: FastifyReply): FastifyReply {
  return reply.headers(ASSET_HEADERS);
}

/** MSAL Browser as its package has it, for a `script` element. */
function msalBrowser(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('@azure/msal-browser/package.json'));
  return join(folder, 'lib', 'msal-browser.min.js');
}
