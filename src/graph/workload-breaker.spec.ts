import { beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../common/clock.js';
import { Meters } from '../common/meters/meters.js';
import { Problem } from '../common/problem/problem.js';
import { WorkloadBreaker } from './workload-breaker.js';

class Hands extends Clock {
  time = 0;
  override now(): number {
    return this.time;
  }
}

let clock: Hands;
let meters: Meters;
let breaker: WorkloadBreaker;
beforeEach(() => {
  clock = new Hands();
  meters = new Meters();
  breaker = new WorkloadBreaker(clock, meters);
});

const entered = (user: string): boolean => {
  try {
    breaker.enter('outlook', user);
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({ code: 'graph_unavailable', options: { retryAfter: expect.any(Number) as unknown } });
    return false;
  }
};
const fail = (times: number, users: readonly string[]): void => {
  for (let time = 0; time < times; time += 1) {
    const user = users[time % users.length] ?? '';
    breaker.enter('outlook', user);
    breaker.leave('outlook', user, 'failed');
  }
};
const open = (): void => fail(10, ['a', 'b', 'c']);

describe('a workload', () => {
  it('says in the metrics whether it is open', () => {
    const isOpen = (): unknown => meters.breakers.of('graph_outlook').read();
    expect(isOpen()).toBe(0);
    open();
    expect(isOpen()).toBe(1);
    expect(meters.breakers.of('graph_files').read()).toBe(0);
    clock.time += 5_000;
    breaker.enter('outlook', 'd');
    breaker.leave('outlook', 'd', 'answered');
    expect(isOpen()).toBe(0);
  });

  it('is closed to all when it has failed many times for several users', () => {
    open();
    expect(entered('d')).toBe(false);
    breaker.enter('files', 'd');
  });

  it('is never closed by the trouble of one user, or two', () => {
    fail(1000, ['a']);
    expect(entered('b')).toBe(true);
    fail(1000, ['a', 'b']);
    expect(entered('c')).toBe(true);
  });

  it('is not closed where anything succeeds between', () => {
    for (let round = 0; round < 100; round += 1) {
      fail(9, ['a', 'b', 'c']);
      breaker.leave('outlook', 'd', 'answered');
    }
    expect(entered('d')).toBe(true);
  });

  it('is not closed by failures far apart', () => {
    for (let round = 0; round < 100; round += 1) {
      fail(9, ['a', 'b', 'c']);
      clock.time += 31_000;
    }
    expect(entered('d')).toBe(true);
  });

  it('is not closed by callers that went away', () => {
    for (let time = 0; time < 100; time += 1) breaker.leave('outlook', `user ${time}`, 'unknown');
    expect(entered('d')).toBe(true);
  });
});

describe('a closed workload', () => {
  beforeEach(open);

  it('lets one request through after a pause, and all when that one is answered', () => {
    clock.time += 4_999;
    expect(entered('d')).toBe(false);
    clock.time += 1;
    expect([entered('d'), entered('e'), entered('f')]).toEqual([true, false, false]);
    breaker.leave('outlook', 'd', 'answered');
    expect([entered('d'), entered('e'), entered('f')]).toEqual([true, true, true]);
  });

  it('stays closed for another pause when that one fails', () => {
    clock.time += 5_000;
    expect(entered('d')).toBe(true);
    breaker.leave('outlook', 'd', 'failed');
    clock.time += 4_999;
    expect(entered('e')).toBe(false);
    clock.time += 1;
    expect(entered('e')).toBe(true);
  });

  it('is probed by somebody else before the same user again', () => {
    clock.time += 5_000;
    expect(entered('d')).toBe(true);
    breaker.leave('outlook', 'd', 'failed');
    clock.time += 5_000;
    expect([entered('d'), entered('e')]).toEqual([false, true]);
  });

  it('is probed by somebody else where the prober goes away', () => {
    clock.time += 5_000;
    expect(entered('d')).toBe(true);
    breaker.leave('outlook', 'd', 'unknown');
    expect(entered('e')).toBe(true);
  });

  it('is not kept closed by what began before', () => {
    clock.time += 5_000;
    expect(entered('d')).toBe(true);
    breaker.leave('outlook', 'x', 'failed');
    breaker.leave('outlook', 'd', 'answered');
    expect(entered('e')).toBe(true);
  });
});
