import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MarkdownConverter } from '../../src/graph/markdown/converter.js';
import { compiledSource } from '../helpers/compiled-source.js';

const links = { graphOrigin: 'https://graph.microsoft.com', publicUrl: 'http://localhost:3000' };
const page = (text: string): { html: string; links: typeof links } => ({ html: `<p>${text}</p>`, links });
const reader = (user: string, isWanted = (): boolean => true): { user: string; isWanted: () => boolean } => ({
  user,
  isWanted,
});
const wanted = reader('megan');
/** Keeps this thread from hearing anything for a while, as a long computation would. */
const holdUp = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);

describe('the converter', () => {
  let folder: string;
  let converter: MarkdownConverter;
  beforeAll(() => {
    folder = compiledSource();
  });
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const compiled: { MarkdownConverter: new () => MarkdownConverter } = await import(
      join(folder, 'graph/markdown/converter.js')
    );
    converter = new compiled.MarkdownConverter();
    await converter.convert(page('the first starts the thread'), wanted);
  });
  afterEach(async () => {
    await converter.onApplicationShutdown();
    vi.useRealTimers();
  });

  it('never answers one page with another that came too late', async () => {
    const late = Promise.allSettled([converter.convert(page('late'), wanted)]);
    const next = converter.convert(page('next'), wanted);
    holdUp();
    vi.advanceTimersByTime(10_000);
    expect(await late).toMatchObject([{ status: 'rejected', reason: { code: 'graph_bad_response' } }]);
    expect((await next).markdown).toBe('next\n');
  });

  it('leaves out pages that nobody waits for any more, and has room for others', async () => {
    let isThere = true;
    const current = converter.convert(page('current'), wanted);
    const gone = Promise.allSettled(
      Array.from({ length: 32 }, (_, place) =>
        converter.convert(
          page('gone'),
          reader(`user ${place}`, () => isThere),
        ),
      ),
    );
    await expect(converter.convert(page('too many'), wanted)).rejects.toMatchObject({ code: 'overloaded' });
    isThere = false;
    const asked = converter.convert(page('asked'), wanted);
    expect([(await current).markdown, (await asked).markdown]).toEqual(['current\n', 'asked\n']);
    expect((await gone).filter(({ status }) => status === 'fulfilled')).toEqual([]);
  });

  it('lets users take turns, so that nobody waits for all the pages of another', async () => {
    const done: string[] = [];
    const asked = async (user: string, text: string): Promise<void> => {
      await converter.convert(page(text), reader(user));
      done.push(text);
    };
    await Promise.all([
      asked('megan', 'her first'),
      asked('megan', 'her second'),
      asked('megan', 'her third'),
      asked('alex', 'his first'),
    ]);
    expect(done).toEqual(['her first', 'his first', 'her second', 'her third']);
  });

  it('has room for so many pages of one user, and then for those of others still', async () => {
    const current = converter.convert(page('current'), wanted);
    const waiting = Array.from({ length: 8 }, () => converter.convert(page('waiting'), wanted));
    await expect(converter.convert(page('too many'), wanted)).rejects.toMatchObject({ code: 'overloaded' });
    expect((await converter.convert(page('hers'), reader('adele'))).markdown).toBe('hers\n');
    await Promise.all([current, ...waiting]);
  });
});
