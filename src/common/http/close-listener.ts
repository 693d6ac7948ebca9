import { Server } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';

/** A turn of the event loop in which hardly a connection can have come after it was looked for, in milliseconds. */
const SHORT_TURN_MS = 5;
/** How long such a turn is waited for; where none is short nothing is gained by more. */
const LONGEST_MS = 2_000;

/**
 * Takes no further connection, and leaves those that there are alone, idle ones too, which the server's own `close` would
 * end. Those that wait to be taken are reset with the listener, together with the request that may be on its way: so it
 * is done right after a short turn of the event loop in which none came. (Node.js takes one in each turn.)
 */
export async function closeListener(server: Server): Promise<void> {
  let taken = 0;
  const count = (): void => void (taken += 1);
  server.on('connection', count);
  // From here on each turn looks for connections once.
  await turn();
  for (const end = performance.now() + LONGEST_MS; performance.now() < end;) {
    const [began, before] = [performance.now(), taken];
    await turn();
    if (taken === before && performance.now() - began < SHORT_TURN_MS) break;
  }
  server.off('connection', count);
  Server.prototype.close.call(server);
}
