import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveFiles } from '../common/http/serve-files.js';
import type { AppConfig } from '../config/app-config.js';
import type { JsonSchema } from '../graph/catalogue/schemas.js';
import { buildDocument } from './document.js';
import { docsPage, docsScript } from './docs-page.js';

/** Of swagger-ui-dist: what the page loads, not its example page. */
const ASSETS: readonly string[] = [
  '/swagger-ui.css',
  '/swagger-ui-bundle.js',
  '/favicon-32x32.png',
  '/oauth2-redirect.html',
  '/oauth2-redirect.js',
];

/** Serves Swagger UI at /docs and the document at /openapi.json; every asset comes from here. */
export async function setUpDocs(app: NestFastifyApplication, config: AppConfig): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  let document: JsonSchema | undefined;
  const scope = `api://${config.identity.clientId}/${config.api.scope}`;
  const page = docsPage();
  const style = readFileSync(new URL('docs.css', import.meta.url));
  const script = docsScript({ clientId: config.docs.clientId, scope, sessions: config.session !== undefined });

  fastify.get('/openapi.json', async (_request, reply) => {
    document ??= buildDocument(app, config);
    return reply.header('cache-control', 'no-cache').send(document);
  });
  fastify.get('/docs', (_request, reply) => protect(reply, config).type('text/html; charset=utf-8').send(page));
  fastify.get('/docs/init.js', (_request, reply) =>
    protect(reply, config).type('text/javascript; charset=utf-8').send(script),
  );
  fastify.get('/docs/behalf.css', (_request, reply) =>
    protect(reply, config).type('text/css; charset=utf-8').send(style),
  );
  await serveFiles(fastify, {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json'))),
    prefix: '/docs/',
    allowedPath: (path) => ASSETS.includes(path),
    setHeaders: (reply) => {
      void reply.header('x-content-type-options', 'nosniff');
    },
  });
}

/**
 * The page may talk to this API and to the identity provider, and nothing else. `same-origin-allow-popups`: with
 * Helmet's default the sign-in window loses its opener and Authorize never ends.
 */
function protect(reply: FastifyReply, { identity }: AppConfig): FastifyReply {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${identity.browserAuthorityHost}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return reply.headers({
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin-allow-popups',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  });
}
