import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { isIPv6 } from 'node:net';
import { Log } from './common/log.js';
import { packageVersion } from './common/package-version.js';

/** One line in the log, for a process that listens now: what runs, and where. */
export function tellStarted(app: NestFastifyApplication): void {
  app.get(Log).info('started', {
    version: packageVersion(),
    node: process.version,
    addresses: app.getHttpAdapter().getInstance().addresses().map(written),
  });
}

function written(listening: AddressInfo | string): string {
  if (typeof listening === 'string') return listening;
  const { address, port } = listening;
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
