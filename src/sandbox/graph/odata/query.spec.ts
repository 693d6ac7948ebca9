import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors.js';
import { parseExpand } from './expand.js';
import { parseOrderBy, sorted } from './orderby.js';
import { parseQuery } from './query.js';
import type { EntityType } from './schema.js';
import { complex, number, text } from './schema.js';
import { searchPredicate } from './search.js';
import { parseSelect, project } from './select.js';
import { SkipTokens } from './skip-token.js';

const TYPE: EntityType = {
  name: 'microsoft.graph.thing',
  members: { id: text, name: text, size: number, from: complex({ address: text }) },
  standard: ['id', 'name'],
  search: { words: ['name'], named: { name: 'name', from: 'from' } },
  navigations: { parent: { type: () => TYPE, single: true, recursive: true, follow: () => [] } },
};

describe('a query string', () => {
  it('keeps each pair byte for byte and reads %24 and $ alike', () => {
    const { options, pairs } = parseQuery("%24top=5&$filter=a%20eq+'b%26c'&startDateTime=2026-01-01");
    expect(options).toEqual({ top: '5', filter: "a eq 'b&c'" });
    expect(pairs.map(({ raw }) => raw)).toEqual(['%24top=5', "$filter=a%20eq+'b%26c'", 'startDateTime=2026-01-01']);
  });

  it.each(['$foo=1', '$top=1&$top=2', '$TOP=1&top=2', '$filter=%zz', '$=1', '$value=1', '$constructor=1'])(
    'is refused: %s',
    (query) => expect(() => parseQuery(query)).toThrow(GraphError),
  );
});

describe('$select', () => {
  it('answers the standard properties without it and the named ones with it, null where there is no value', () => {
    const thing = { '@odata.etag': 'e', id: '1', name: 'n', size: 2 };
    expect(project(thing, undefined, TYPE)).toEqual({ '@odata.etag': 'e', id: '1', name: 'n' });
    expect(project(thing, parseSelect('SIZE,from', TYPE), TYPE)).toEqual({ '@odata.etag': 'e', size: 2, from: null });
  });

  it.each(['', 'nothing', 'id,', 'id,,name', 'toString'])('is refused: %j', (written) =>
    expect(() => parseSelect(written, TYPE)).toThrow(GraphError),
  );
});

describe('$orderby', () => {
  it('sorts by several keys and keeps the order of equals', () => {
    const things = [
      { name: 'b', size: 1 },
      { name: 'A', size: 10 },
      { name: 'a', size: 9 },
    ];
    expect(sorted(things, parseOrderBy('name,size desc', TYPE))).toEqual([things[1], things[2], things[0]]);
    expect(sorted(things, parseOrderBy('size', TYPE)).map(({ size }) => size)).toEqual([1, 9, 10]);
  });

  it.each(['', 'nothing', 'name down', 'name asc desc', 'from', 'name,', 'from/nothing'])('is refused: %j', (written) =>
    expect(() => parseOrderBy(written, TYPE)).toThrow(GraphError),
  );
});

describe('$expand', () => {
  it('reads options of the relation', () => {
    expect(parseExpand('parent($levels=max;$select=id,name)', TYPE)).toMatchObject([
      { name: 'parent', levels: 100, selection: ['id', 'name'] },
    ]);
  });

  it.each([
    '',
    'nothing',
    'parent(',
    'parent)',
    'parent($levels=0)',
    'parent($levels=x)',
    'parent($foo=1)',
    'parent($select=nothing)',
    'parent((',
  ])('is refused: %j', (written) => expect(() => parseExpand(written, TYPE)).toThrow(GraphError));
});

describe('$search', () => {
  const thing = { name: 'Quarterly launch plan', from: { address: 'lee@contoso.example' } };

  it.each([
    'launch',
    '"launch plan"',
    'plan launch',
    'from:lee',
    '"from:lee@contoso.example"',
    'absent OR plan',
    'launch NOT absent',
    '"name:\\"launch plan\\""',
  ])('finds in mail: %s', (written) => expect(searchPredicate(written, TYPE, 'kql')(thing)).toBe(true));

  it.each(['aunch', '"\\"plan launch\\""', 'from:alex', 'plan NOT launch', 'launch AND absent'])(
    'does not find in mail: %s',
    (written) => expect(searchPredicate(written, TYPE, 'kql')(thing)).toBe(false),
  );

  it.each(['"name:quart"', '"name:launch plan"', '"name:absent" OR "name:plan"', '"name:launch" AND "name:plan"'])(
    'finds in the directory: %s',
    (written) => expect(searchPredicate(written, TYPE, 'directory')(thing)).toBe(true),
  );

  it.each(['', ' ', 'name:x', '"x"', '"nothing:x"', '"name:x', '"name:x" "name:y"', 'a'.repeat(3000)])(
    'is refused in the directory: %j',
    (written) => expect(() => searchPredicate(written, TYPE, 'directory')).toThrow(GraphError),
  );
});

describe('a skip token', () => {
  const tokens = new SkipTokens();

  it('gives its numbers back to whom it was given', () => {
    expect(tokens.open(tokens.seal([20], 'me /messages'), 'me /messages')).toEqual([20]);
  });

  it('is refused when changed, borrowed, cut or from elsewhere', () => {
    const token = tokens.seal([20], 'me /messages');
    const other = new SkipTokens().seal([20], 'me /messages');
    const [body, mark] = token.split('.');
    const forged = Buffer.from('[0,"x"]').toString('base64url');
    for (const bad of [
      '',
      'x',
      '.',
      token.slice(0, -1),
      `${token}.`,
      `${body}.`,
      `.${mark}`,
      `${forged}.${mark}`,
      other,
    ])
      expect(() => tokens.open(bad, 'me /messages')).toThrow(GraphError);
    expect(() => tokens.open(token, 'you /messages')).toThrow(GraphError);
  });
});
