import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem/problem.js';
import { continueBody } from './expect-continue.js';

/** The whole body of a request, asked for where the client waits to be. Throws `body_too_large`, at once where its length is told. */
export async function boundedBody(request: FastifyRequest, reply: FastifyReply, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  continueBody(request.raw, reply.raw);
  return readAll(request.raw, maxBytes);
}

async function readAll(stream: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function tooLarge(): Problem {
  return new Problem('body_too_large', { closeConnection: true });
}
