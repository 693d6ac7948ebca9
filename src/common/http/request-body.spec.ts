import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BODY_WINDOW_MS, RequestBody } from './request-body.js';

let request: IncomingMessage;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  request = new IncomingMessage(new Socket());
});
afterEach(() => {
  vi.useRealTimers();
});

const bodyOf = (limit = 10_000): RequestBody => new RequestBody(request, { limit, windowMs: BODY_WINDOW_MS });
const arrives = async (bytes: number): Promise<void> => {
  request.push(Buffer.alloc(bytes, 'x'));
  await new Promise(setImmediate);
};

describe('a request’s body', () => {
  it('is what arrives', async () => {
    const body = bodyOf().setEncoding('latin1');
    const text: string[] = [];
    body.on('data', (piece: string) => text.push(piece));
    await arrives(3);
    await arrives(2);
    request.push(null);
    await once(body, 'end');
    expect(text.join('')).toBe('xxxxx');
  });

  it('may be as long as its limit, and no longer', async () => {
    const body = bodyOf(5).resume();
    await arrives(5);
    expect(body.destroyed).toBe(false);
    const failed = once(body, 'error');
    await arrives(1);
    expect((await failed)[0]).toMatchObject({ code: 'body_too_large' });
  });

  it('L02 is given up when it brings less than a kilobyte in a window', async () => {
    const body = bodyOf().resume();
    await arrives(1_024);
    vi.advanceTimersByTime(BODY_WINDOW_MS);
    await arrives(1_024);
    vi.advanceTimersByTime(BODY_WINDOW_MS);
    expect(body.destroyed).toBe(false);
    await arrives(1_023);
    const failed = once(body, 'error');
    vi.advanceTimersByTime(BODY_WINDOW_MS);
    expect((await failed)[0]).toMatchObject({ code: 'request_timeout' });
  });

  it('L02 is given up when nothing comes within a window while its beginning is waited for', async () => {
    const begun = bodyOf().begin();
    vi.advanceTimersByTime(BODY_WINDOW_MS);
    await expect(begun).rejects.toMatchObject({ code: 'request_timeout' });
  });

  it('is not slow where it is its reader that waits', () => {
    const body = bodyOf();
    vi.advanceTimersByTime(10 * BODY_WINDOW_MS);
    expect(body.destroyed).toBe(false);
    body.destroy();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves the request alone when it is not wanted any more', async () => {
    const body = bodyOf();
    body.destroy();
    await once(body, 'close');
    expect(request.destroyed).toBe(false);
  });

  it('ends in an error when its sender goes away', async () => {
    const body = bodyOf().resume();
    const failed = once(body, 'error');
    request.destroy();
    await failed;
    expect(body.destroyed).toBe(true);
  });
});
