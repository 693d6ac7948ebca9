import { expect, it } from 'vitest';
import { asProblem } from './problem.filter.js';

it.each([
  [403, 'not_found'],
  [404, 'not_found'],
  [413, 'body_too_large'],
  [406, 'invalid_request'],
  [412, 'invalid_request'],
  [416, 'invalid_request'],
  [302, 'internal_error'],
  [500, 'internal_error'],
  [503, 'internal_error'],
])('what the framework refuses with %i is %s', (statusCode, code) => {
  expect(asProblem(Object.assign(new Error('no'), { statusCode })).code).toBe(code);
});
