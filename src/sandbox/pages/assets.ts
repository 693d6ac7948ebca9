import type { FastifyInstance } from 'fastify';
import { readFileSync } from 'node:fs';

const TYPES = { 'page.css': 'text/css; charset=utf-8', 'start-page.js': 'text/javascript; charset=utf-8' };

/** Serves the pages' style sheet and script. */
export function registerAssets(app: FastifyInstance): void {
  for (const [name, type] of Object.entries(TYPES)) {
    const content = readFileSync(new URL(`assets/${name}`, import.meta.url));
    app.get(`/sandbox/assets/${name}`, async (_request, reply) =>
      reply
        .headers({ 'content-type': type, 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff' })
        .send(content),
    );
  }
}
