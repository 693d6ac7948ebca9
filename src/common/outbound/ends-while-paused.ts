import type { Socket } from 'node:net';
import symbols from 'undici/lib/core/symbols.js';

/** Of undici's parser what is needed here. */
interface Parser {
  paused: boolean;
  readonly ptr: number;
  readonly llhttp: { llhttp_resume(parser: number): void };
  resume(): void;
}

/**
 * Lets the connection of an answer end while that answer waits for whoever reads it: all of it is here then, and its parser
 * takes the last step. undici 7 would throw where nobody can catch it, which ends the process
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
}

function isParser(parser: unknown): parser is Parser {
  return typeof parser === 'object' && parser !== null && 'paused' in parser && 'llhttp' in parser && 'ptr' in parser;
}
