import { describe, expect, it } from 'vitest';
import { SLICE_UNIT, totalOf } from './upload-slice.js';

const fresh = { received: 0, total: undefined };
const begun = { received: SLICE_UNIT, total: SLICE_UNIT * 2 + 5 };

describe('a slice of an upload', () => {
  it.each([
    [fresh, 'bytes 0-4/5', 5, 5],
    [fresh, `bytes 0-${SLICE_UNIT - 1}/${SLICE_UNIT * 3}`, SLICE_UNIT, SLICE_UNIT * 3],
    [begun, `bytes ${SLICE_UNIT}-${SLICE_UNIT * 2 - 1}/${SLICE_UNIT * 2 + 5}`, SLICE_UNIT, SLICE_UNIT * 2 + 5],
    [begun, `bytes ${SLICE_UNIT}-${SLICE_UNIT * 2 + 4}/${SLICE_UNIT * 2 + 5}`, SLICE_UNIT + 5, SLICE_UNIT * 2 + 5],
  ])('of %j may be %s', (session, range, length, total) => {
    expect(totalOf(session, range, length)).toBe(total);
  });

  it.each([
    [fresh, undefined, 5, 400],
    [fresh, 'bytes 0-4', 5, 400],
    [fresh, 'bytes 0-4/*', 5, 400],
    [fresh, 'bytes 4-0/5', 5, 400],
    [fresh, 'bytes 0-5/5', 6, 400],
    [fresh, 'bytes 0-4/5', 4, 400],
    [fresh, 'bytes 0-4/10', 5, 400],
    [fresh, `bytes 0-${64 * 1024 * 1024 - 1}/${64 * 1024 * 1024}`, 64 * 1024 * 1024, 413],
    [begun, `bytes ${SLICE_UNIT}-${SLICE_UNIT * 2 - 1}/${SLICE_UNIT * 2 + 6}`, SLICE_UNIT, 400],
    [begun, `bytes 0-${SLICE_UNIT - 1}/${SLICE_UNIT * 2 + 5}`, SLICE_UNIT, 416],
    [begun, `bytes ${SLICE_UNIT * 2}-${SLICE_UNIT * 2 + 4}/${SLICE_UNIT * 2 + 5}`, 5, 416],
  ])('of %j may not be %s with %i bytes', (session, range, length, status) => {
    expect(() => totalOf(session, range, length)).toThrow(expect.objectContaining({ status }));
  });
});
