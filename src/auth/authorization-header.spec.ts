import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bearerToken } from './authorization-header.js';

/** A request as Node hands it over: the raw headers, and the first of each name by its name. */
function requestWith(rawHeaders: readonly string[], url = '/v1.0/me'): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.url = url;
  request.rawHeaders = [...rawHeaders];
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2)
    request.headers[String(rawHeaders[index]).toLowerCase()] = String(rawHeaders[index + 1]);
  return request;
}

const code = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('the bearer token of a request', () => {
  it.each(['Bearer a.b.c', 'bearer a.b.c', 'BEARER a.b.c', 'Bearer   a.b.c'])('is read from "%s"', (value) => {
    expect(bearerToken(requestWith(['Authorization', value]))).toBe('a.b.c');
  });

  it.each(['aZ09-._~+/', 'a=', 'a=='])('may be any b64token: %s', (token) => {
    expect(bearerToken(requestWith(['authorization', `Bearer ${token}`]))).toBe(token);
  });

  it.each([[[]], [['X-Access-Token', 'a']], [['Cookie', 'access_token=a']], [['Authorization', 'Basic YTpi']]])(
    'is missing in %j',
    (headers) => {
      expect(code(() => bearerToken(requestWith(headers)))).toBe('missing_token');
    },
  );

  it.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer,',
    'Bearer\ta',
    'Bearer a b',
    'Bearer a,b',
    'Bearer "a"',
    'Bearer a=b',
    'Bearer =',
    'Bearer é',
  ])('is malformed in "%s"', (value) => {
    expect(code(() => bearerToken(requestWith(['Authorization', value])))).toBe('invalid_request');
  });

  it('is not chosen out of two', () => {
    const twice = requestWith(['Authorization', 'Bearer a', 'AUTHORIZATION', 'Bearer b']);
    expect(code(() => bearerToken(twice))).toBe('invalid_request');
  });

  it.each([
    '?access_token=b',
    '?a=1&access_token=b',
    '?Access_Token=',
    '?access_token=b&access_token=c',
    '?access%5Ftoken=b',
    '?access%5ftoken=b',
    '?a=%zz&%61%63%63%65%73%73%5F%74%6F%6B%65%6E=b',
    '?%=1&ACCESS%5FTOKEN=b',
  ])('H02 is not taken beside one in the query: %s', (query) => {
    expect(code(() => bearerToken(requestWith(['Authorization', 'Bearer a'], `/v1.0/me${query}`)))).toBe(
      'invalid_request',
    );
  });

  it('is taken beside a query that only mentions the name', () => {
    for (const query of [
      '$search=access_token&my_access_token=1',
      '$filter=a%26access_token%3Db',
      '$filter=a%26access%5Ftoken%3Db&x%26access_token=1',
    ])
      expect(bearerToken(requestWith(['Authorization', 'Bearer a'], `/v1.0/me?${query}`))).toBe('a');
  });
});
