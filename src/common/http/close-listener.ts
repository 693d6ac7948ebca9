import { Server } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** A turn of the event loop in which hardly a connection can have come that was not taken yet, in milliseconds. */
const SHORT_TURN_MS = 5;
/** How long such a turn is waited for; where all are long nothing is gained by more. */
const LONGEST_MS = 1_000;

/**
 * Takes no further connection, and leaves those that there are alone, idle ones too, which the server's own `close` would
 * end. Those that the system has taken and this process has not are reset with the listener, together with the request
 * that may be on its way: so it is done right after a short turn of the event loop, which has taken all of them.
 */
export async function closeListener(server: Server): Promise<void> {
  for (const end = performance.now() + LONGEST_MS; performance.now() < end;) {
    const began = performance.now();
    await turn();
    if (performance.now() - began < SHORT_TURN_MS) break;
  }
  Server.prototype.close.call(server);
}
