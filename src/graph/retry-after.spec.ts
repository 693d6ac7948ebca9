import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '../common/http/retry-after.js';
import { carriedRetryAfter } from './retry-after.js';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('G04 a Retry-After of Graph’s', () => {
  it.each([
    ['7', 7_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
    ['Fri, 02 Jan 2026 03:04:00 GMT', 0],
    ['99999999', 99_999_999_000],
  ])('means what it says: %s', (value, pause) => {
    expect(retryAfterMs(value, NOW)).toBe(pause);
  });

  it.each(['', 'soon', '-5', '1e9', '0x10', '1,5', ' 5', 'Fri, 99 Jan 2026 03:04:35 GMT', '2026-01-02', 'NaN'])(
    'means nothing: %j',
    (value) => {
      expect(retryAfterMs(value, NOW)).toBeUndefined();
    },
  );

  it('means nothing where there are two, or none', () => {
    expect(retryAfterMs(['1', '2'], NOW)).toBeUndefined();
    expect(retryAfterMs(undefined, NOW)).toBeUndefined();
  });

  it.each([
    ['7', '7'],
    ['0', '1'],
    ['1.5', '2'],
    ['Fri, 02 Jan 2026 03:04:35 GMT', '30'],
    ['Mon, 02 Jan 2040 03:04:35 GMT', '3600'],
    ['9999999999', '3600'],
    ['-5', '10'],
    ['soon', '10'],
    [undefined, '10'],
  ])('reaches the caller as whole seconds within reason: %s', (value, seconds) => {
    expect(carriedRetryAfter(429, value, NOW)).toBe(seconds);
  });

  it('is not made up where Graph does not throttle', () => {
    expect(carriedRetryAfter(503, undefined, NOW)).toBeUndefined();
    expect(carriedRetryAfter(202, 'soon', NOW)).toBeUndefined();
    expect(carriedRetryAfter(202, '30', NOW)).toBe('30');
  });
});
