import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const WAITING = Symbol('waits for 100 Continue');

/**
 * Holds back `100 Continue` until somebody wants the body: a stranger's body is not even asked for
 * (RFC 9110 section 10.1.1). Without a listener Node sends it at once, and refuses any other expectation by itself, which
 * the same section lets a server pass over.
 */
export function holdBackContinue(server: Server): void {
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    Object.defineProperty(request, WAITING, { value: true, writable: true });
    // Refused before its body was asked for: whether the client sends it all the same is anybody's guess, so the
    // connection ends with the answer.
    response.shouldKeepAlive = false;
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}

/** Asks a waiting client for its body; does nothing for others, nor a second time. */
export function continueBody(request: IncomingMessage, response: ServerResponse): void {
  if (!(WAITING in request) || request[WAITING] !== true) return;
  request[WAITING] = false;
  response.writeContinue();
}
