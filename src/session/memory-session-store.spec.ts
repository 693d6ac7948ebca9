import { describe, expect, it } from 'vitest';
import { SystemClock } from '../common/clock.js';
import { MemorySessionStore } from './memory-session-store.js';
import { MAX_LISTED } from './session-store.js';

const ends = { idle: Date.now() + 3_600_000, absolute: Date.now() + 3_600_000 };
const sealed = Buffer.alloc(100);

describe('sessions in memory', () => {
  it('are bounded in all: the least used gives way, and leaves its lists', async () => {
    const store = new MemorySessionStore(new SystemClock());
    await store.add({ name: 'used', sealed }, ['of-used'], ends);
    await store.add({ name: 'unused', sealed }, ['of-unused'], ends);
    let displaced = 0;
    for (let other = 0; other < 50_000 - 1; other += 1) {
      if (other % 1_000 === 0) await store.read('used');
      displaced += await store.add({ name: `${other}`, sealed }, [`of-${other}`], ends);
    }
    expect(displaced).toBe(0);
    expect(await store.read('used')).toEqual(sealed);
    expect(await store.read('unused')).toBeUndefined();
    expect(await store.listed('of-unused')).toEqual([]);
    expect(await store.listed('of-49998')).toHaveLength(1);
  });

  it('are bounded in bytes', async () => {
    const store = new MemorySessionStore(new SystemClock());
    const large = Buffer.alloc(1024 * 1024);
    for (let one = 0; one < 300; one += 1) await store.add({ name: `${one}`, sealed: large }, [`of-${one}`], ends);
    expect(await store.read('0')).toBeUndefined();
    expect(await store.read('299')).toBe(large);
  });

  it('are bounded for each user, and what has ended takes nobody’s place', async () => {
    const store = new MemorySessionStore(new SystemClock());
    const add = (name: string): Promise<number> => store.add({ name, sealed }, ['of-user', `at-${name}`], ends);
    for (let one = 0; one < MAX_LISTED; one += 1) expect(await add(`${one}`)).toBe(0);
    await store.remove('50');
    expect(await add('new')).toBe(0);
    expect(await add('newer')).toBe(1);
    expect(await store.read('0')).toBeUndefined();
    expect(await store.listed('at-0')).toEqual([]);
    expect(await store.listed('of-user')).toHaveLength(MAX_LISTED);
  });
});
