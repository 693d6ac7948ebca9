import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';

/** A server whose port is known before its routes are: requests that arrive meanwhile wait. */
export class EarlyServer {
  private open: () => void = () => undefined;
  private readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
  private listener: RequestListener = () => undefined;

  readonly server = createServer((request, response) => {
    void this.opened.then(() => this.listener(request, response));
  });

  /** Fastify's `serverFactory`. */
  readonly serverFor = (listener: RequestListener): EarlyServer['server'] => {
    this.listener = listener;
    return this.server;
  };

  /** The routes are there: answers what waited and what comes. */
  answer(): void {
    this.open();
  }
}
