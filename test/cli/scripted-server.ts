import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';

/** A server that answers as it is told, for what no API should answer. */
export interface ScriptedServer {
  readonly url: string;
  /** From now on answers every request of this path below `/v1.0` so. */
  on(path: string, answer: (response: ServerResponse, query: URLSearchParams) => unknown): void;
  close(): Promise<void>;
}

/** Starts it on a free port. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const answers = new Map<string, (response: ServerResponse, query: URLSearchParams) => unknown>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const answer = answers.get(pathname.replace(/^\/v1\.0/, ''));
    if (answer === undefined) response.writeHead(404).end();
    else answer(response, searchParams);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    on: (path, answer) => void answers.set(path, answer),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with a text. */
export function text(content: string, status = 200, type = 'application/json') {
  return (response: ServerResponse): void => void response.writeHead(status, { 'content-type': type }).end(content);
}

/** Promises more than it sends, and breaks off once that has gone out. */
export function breakingOff(content: string, type = 'application/octet-stream') {
  return (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': type, 'content-length': content.length * 2 });
    response.write(content, () => response.destroy());
  };
}
