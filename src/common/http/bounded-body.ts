import type { FastifyReply, FastifyRequest } from 'fastify';
import { continueBody } from './expect-continue.js';
import { BODY_WINDOW_MS, RequestBody, bodyTooLarge } from './request-body.js';

/**
 * The whole body of a request, asked for where the client waits to be. Throws `body_too_large`, at once where its length
 * is told, and `request_timeout`.
 */
export async function boundedBody(request: FastifyRequest, reply: FastifyReply, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw bodyTooLarge();
  continueBody(request.raw, reply.raw);
  const body = new RequestBody(request.raw, { limit, windowMs: BODY_WINDOW_MS });
  await body.begin();
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
