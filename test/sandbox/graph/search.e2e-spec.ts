import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask } from './ask.js';
import type { Answer, GraphFixture } from './graph-fixture.js';
import { startGraph } from './graph-fixture.js';

const MEGAN = 'megan@contoso.example';
const SCOPES = ['Mail.Read', 'Calendars.Read', 'Files.Read.All', 'People.Read'];
const found = z
  .object({
    value: z.tuple([
      z.object({
        searchTerms: z.array(z.string()),
        hitsContainers: z.tuple([
          z.object({
            total: z.number(),
            moreResultsAvailable: z.boolean(),
            hits: z
              .array(
                z.object({
                  hitId: z.string(),
                  rank: z.number(),
                  summary: z.string(),
                  resource: z.record(z.string(), z.unknown()),
                }),
              )
              .default([]),
          }),
        ]),
      }),
    ]),
  })
  .transform(({ value: [{ searchTerms, hitsContainers }] }) => ({ searchTerms, ...hitsContainers[0] }));
let graph: GraphFixture;
beforeAll(async () => {
  graph = await startGraph();
});
afterAll(() => graph.close());

function post(
  entityTypes: readonly string[],
  queryString: string,
  more: object = {},
  as = MEGAN,
  scopes: readonly string[] = SCOPES,
): Promise<Answer> {
  const body = { requests: [{ entityTypes, query: { queryString }, ...more }] };
  return ask(graph, 'POST /search/query', { as, scopes, body });
}

async function search(...asked: Parameters<typeof post>): Promise<z.infer<typeof found>> {
  const { status, json } = await post(...asked);
  expect(status).toBe(200);
  return found.parse(json);
}

describe('search', () => {
  it('finds messages by their words, ranked, with a summary and without the body', async () => {
    const { hits, total, searchTerms } = await search(['message'], 'launch');
    expect(searchTerms).toEqual(['launch']);
    expect(total).toBe(hits.length);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.map(({ rank }) => rank)).toEqual(hits.map((_, index) => index + 1));
    expect(hits[0]?.resource).toMatchObject({ '@odata.type': '#microsoft.graph.message', subject: expect.any(String) });
    expect(hits[0]?.resource).not.toHaveProperty('body');
    const [first] = hits;
    const read = await graph.get(`/me/messages/${first?.hitId}?$select=subject`, MEGAN, SCOPES);
    expect(read.json['subject']).toBe(first?.resource['subject']);
  });

  it.each([
    ['event', 'launch', '#microsoft.graph.event'],
    ['driveItem', 'launch', '#microsoft.graph.driveItem'],
    ['listItem', 'launch', '#microsoft.graph.listItem'],
    ['person', 'adele', '#microsoft.graph.person'],
  ])('finds by entity type %s', async (type, words, odataType) => {
    const { hits } = await search([type], words);
    expect(hits.length).toBeGreaterThan(0);
    expect(hits.map(({ resource }) => resource['@odata.type'])).toEqual(hits.map(() => odataType));
  });

  it('finds files by what is in them and by kind', async () => {
    const byWord = await search(['driveItem'], 'filetype:md');
    expect(byWord.hits.map(({ resource }) => resource['name'])).toEqual(['Launch plan.md']);
    const inside = await search(['driveItem'], 'trail');
    expect(inside.hits.some(({ summary }) => summary.toLowerCase().includes('trail'))).toBe(true);
  });

  it('turns pages and picks fields', async () => {
    const all = await search(['message'], '*', { size: 5 });
    expect([all.hits.length, all.moreResultsAvailable]).toEqual([5, true]);
    const next = await search(['message'], '*', { from: 5, size: 5, fields: ['subject'] });
    expect(next.hits.map(({ rank }) => rank)).toEqual([6, 7, 8, 9, 10]);
    expect(Object.keys(next.hits[0]?.resource ?? {}).filter((name) => !name.includes('@'))).toEqual(['subject']);
    const last = await search(['message'], '*', { from: all.total - 1, size: 5 });
    expect([last.hits.length, last.moreResultsAvailable]).toEqual([1, false]);
  });

  it('finds nothing with a total of 0 and no hits, also for who has no mailbox', async () => {
    const { hits, total, moreResultsAvailable } = await search(['message'], 'xylophone');
    expect([hits, total, moreResultsAvailable]).toEqual([[], 0, false]);
    expect((await search(['message'], '*', {}, 'grady@fabrikam.example')).total).toBe(0);
  });

  it('takes files and list items together, nothing else', async () => {
    expect((await search(['driveItem', 'listItem'], 'launch')).hits.length).toBeGreaterThan(1);
    expect((await post(['message', 'event'], 'launch')).errorCode).toBe('BadRequest');
  });

  it.each([
    ['a kind nobody knows', ['planet'], 'x', {}],
    ['no kind', [], 'x', {}],
    ['no words', ['message'], '', {}],
    ['too large a page', ['message'], 'x', { size: 26 }],
    ['a page before the first', ['message'], 'x', { from: -1 }],
    ['an open quotation', ['message'], '"x', {}],
    ['a property messages do not have', ['message'], 'colour:red', {}],
  ])('is refused for %s', async (_, types, words, more) => {
    const { status, errorCode } = await post(types, words, more);
    expect([status, errorCode]).toEqual([400, 'BadRequest']);
  });

  it('wants the scope of what is searched', async () => {
    for (const [type, scope] of [
      ['message', 'Calendars.Read'],
      ['event', 'Mail.Read'],
      ['driveItem', 'Mail.Read'],
      ['person', 'Mail.Read'],
    ] as const) {
      const refused = await post([type], 'x', {}, MEGAN, [scope]);
      expect([type, refused.status, refused.errorCode]).toEqual([type, 403, 'Forbidden']);
    }
    expect((await post(['message'], 'x', {}, 'pat@outlook.example')).errorCode).toBe('AccessDenied');
  });
});
