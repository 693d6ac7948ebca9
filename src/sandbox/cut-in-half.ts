import type { FastifyReply, FastifyRequest } from 'fastify';
import { once } from 'node:events';
import { Readable } from 'node:stream';

/**
 * An answer that breaks off: its headers promise the whole body, half of it is sent, then the connection is cut. A body
 * of unknown length breaks off after its first piece, an empty one before anything is sent.
 */
export function cutInHalf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Readable {
  if (payload instanceof Readable) return Readable.from(firstHalf(request, payload, promisedLength(reply)));
  const body = typeof payload === 'string' || payload instanceof Uint8Array ? Buffer.from(payload) : Buffer.alloc(0);
  void reply.header('content-length', body.length);
  return Readable.from(firstHalf(request, [body], body.length));
}

async function* firstHalf(
  request: FastifyRequest,
  body: AsyncIterable<Buffer> | Iterable<Buffer>,
  length: number | undefined,
): AsyncGenerator<Buffer> {
  let left = length === undefined ? undefined : Math.floor(length / 2);
  for await (const piece of body) {
    const sent = left === undefined ? piece : piece.subarray(0, left);
    if (sent.length > 0) yield sent;
    left = (left ?? 0) - sent.length;
    if (left <= 0) break;
  }
  await flushed(request);
  request.raw.socket.destroy();
}

async function flushed({ raw: { socket } }: FastifyRequest): Promise<void> {
  // What was yielded reaches the socket in later turns of the event loop.
  await new Promise(setImmediate);
  if (socket.writableLength > 0 && !socket.destroyed)
    await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
}

function promisedLength(reply: FastifyReply): number | undefined {
  const header = Number(reply.getHeader('content-length'));
  return Number.isInteger(header) && header > 0 ? header : undefined;
}
