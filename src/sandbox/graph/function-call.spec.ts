import { describe, expect, it } from 'vitest';
import { GraphError } from './errors.js';
import { functionCall } from './function-call.js';

describe('a function in a path', () => {
  it.each([
    ["search(q='x')", 'search', { q: 'x' }],
    ["Search(Q='a''b')", 'search', { q: "a'b" }],
    ["search(q='')", 'search', { q: '' }],
    ["search(q='a,b=c(d)/e')", 'search', { q: 'a,b=c(d)/e' }],
    ["microsoft.graph.search(q='x')", 'search', { q: 'x' }],
    ['delta()', 'delta', {}],
    ["delta(token='latest')", 'delta', { token: 'latest' }],
    ["f(a=1, b='2')", 'f', { a: '1', b: '2' }],
    ['reminderView(start=2026-06-01T00:00:00Z)', 'reminderview', { start: '2026-06-01T00:00:00Z' }],
  ])('%s', (segment, name, values) => {
    const call = functionCall(segment);
    expect([call?.name, Object.fromEntries(call?.values ?? [])]).toEqual([name, values]);
  });

  it.each(['search', 'a(b', "x('y')z", '(x)', 'a b(c=1)'])('is not %s', (segment) => {
    expect(functionCall(segment)).toBeUndefined();
  });

  it.each([
    "search(q='a'b')",
    "search(q='x)",
    'search(q=a b)',
    'search(x)',
    "search(q='a',q='b')",
    "search(q='a',)",
    "search(='a')",
    "search(q='a''')b')",
    "search(,q='a')",
  ])('is refused: %s', (segment) => {
    expect(() => functionCall(segment)).toThrow(GraphError);
  });
});
