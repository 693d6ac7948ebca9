import type { INestApplication } from '@nestjs/common';
import { Log } from './common/log.js';

/** Draining may take this long; then the process ends all the same. */
const LONGEST_DRAIN_MS = 30_000;

/**
 * A failure nobody caught leaves a process in a state nobody knows: it is logged, without its text, the requests under
 * way are answered, and the process ends with status 1 for whoever runs it to start it anew.
 */
export function endOnUncaught(app: INestApplication): void {
  const log = app.get(Log);
  let ending = false;
  const end = (event: string) => (failure: unknown) => {
    log.error(event, {}, failure);
    if (ending) return;
    ending = true;
    setTimeout(exit, LONGEST_DRAIN_MS).unref();
    void app.close().then(exit, exit);
  };
  process.on('uncaughtException', end('uncaught_exception'));
  process.on('unhandledRejection', end('unhandled_rejection'));
}

function exit(): never {
  process.exit(1);
}
