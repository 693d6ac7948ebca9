import type { Socket } from 'node:net';
import symbols from 'undici/lib/core/symbols.js';

/** Of undici's parser what is needed here. */
interface Parser {
  paused: boolean;
  /** Whether more answers may follow on its connection; if not, its end may be what ends an answer. */
  shouldKeepAlive: boolean;
  readonly ptr: number;
  readonly llhttp: { llhttp_resume(parser: number): void };
  resume(): void;
}

/**
 * Lets the connection of an answer end, or break, while that answer waits for whoever reads it. Where it ends, all of it is
 * here, and its parser takes the last step. undici 7 would throw where nobody can catch it, which ends the process
 * (https://github.com/nodejs/undici/issues/5360, mended in undici 8, which needs a later Node.js).
 */
export function endsWhilePaused(socket: Socket): void {
  // Before undici's own listener.
  socket.prependListener('end', () => {
    const parser: unknown = Reflect.get(socket, symbols.kParser);
    if (!isParser(parser) || !parser.paused) return;
    parser.resume();
    // Where nothing but the connection's end says that the answer is whole, undici's own listener takes that step.
    if (!parser.paused) return;
    parser.llhttp.llhttp_resume(parser.ptr);
    parser.paused = false;
  });
  // And of an answer that broke off it would make a whole one where nothing but the connection's end can say so, or throw
  // in the same way: with an error no answer is whole (RFC 9112 section 8).
  for (const event of ['error', 'close']) {
    socket.prependListener(event, () => {
      const parser: unknown = Reflect.get(socket, symbols.kParser);
      if (isParser(parser) && (event === 'error' || parser.paused)) parser.shouldKeepAlive = true;
    });
  }
}

function isParser(parser: unknown): parser is Parser {
  return typeof parser === 'object' && parser !== null && 'paused' in parser && 'llhttp' in parser && 'ptr' in parser;
}
