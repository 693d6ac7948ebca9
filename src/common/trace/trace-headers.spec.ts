import { describe, expect, it } from 'vitest';
import { traceHeaders } from './trace-headers.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const GOOD = `00-${TRACE}-${PARENT}-01`;
const of = (traceparent: string, tracestate?: string, connection?: string): ReturnType<typeof traceHeaders> =>
  traceHeaders({ traceparent, ...(tracestate !== undefined && { tracestate }), ...(connection && { connection }) });

describe('the trace of a request', () => {
  it('is what its headers say', () => {
    expect(of(GOOD, 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7')).toEqual({
      traceparent: GOOD,
      tracestate: 'congo=t61rcWkgMzE,rojo=00f067aa0ba902b7',
    });
    expect(of(GOOD)).toEqual({ traceparent: GOOD, tracestate: undefined });
  });

  it.each([
    ['', 'is empty'],
    [`00-${TRACE}-${PARENT}`, 'has no flags'],
    [`00-${TRACE}-${PARENT}-01-more`, 'says more than its version has'],
    [`ff-${TRACE}-${PARENT}-01`, 'is of the version that is none'],
    [`00-${'0'.repeat(32)}-${PARENT}-01`, 'names no trace'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'names no parent'],
    [`00-${TRACE.toUpperCase()}-${PARENT}-01`, 'is in upper case'],
    [`00-${TRACE}-${PARENT}-0x`, 'has flags that are none'],
    [`${GOOD}, ${GOOD}`, 'came twice'],
    [`01-${TRACE}-${PARENT}-01-${'x'.repeat(200)}`, 'is long'],
  ])('is none where traceparent %j %s', (traceparent) => {
    expect(of(traceparent)).toBeUndefined();
  });

  it('is one of a later version, too, whatever more it says', () => {
    expect(of(`01-${TRACE}-${PARENT}-01-what.the.future.brings`)).toBeDefined();
  });

  it.each([
    ['no member', 'has no value'],
    ['Congo=1', 'has a key in upper case'],
    ['a=b=c', 'has two values'],
    [`a=${'x'.repeat(600)}`, 'is long'],
    [Array.from({ length: 33 }, (_, place) => `k${place}=1`).join(','), 'has many members'],
    ['a=\u00e4', 'is not ASCII'],
  ])('goes on without a tracestate that is not one: %j %s', (tracestate) => {
    expect(of(GOOD, tracestate)).toEqual({ traceparent: GOOD, tracestate: undefined });
  });

  it('ends here where a Connection header says so', () => {
    expect(of(GOOD, 'a=b', 'keep-alive, Traceparent')).toBeUndefined();
    expect(of(GOOD, 'a=b', 'tracestate')).toEqual({ traceparent: GOOD, tracestate: undefined });
  });
});
