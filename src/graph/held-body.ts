import type { IncomingMessage } from 'node:http';

const held = new WeakMap<IncomingMessage, Buffer>();

/** Keeps a body that was read to be judged: the stream has ended, what is sent on is this, byte for byte. */
export function holdBody(request: IncomingMessage, body: Buffer): void {
  held.set(request, body);
}

/** The body of a request as it is sent on, where it was read before. */
export function heldBody(request: IncomingMessage): Buffer | undefined {
  return held.get(request);
}
