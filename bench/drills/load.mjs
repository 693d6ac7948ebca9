// Good callers: so many calls a second through nginx, whatever becomes of them, and what became of each.
import { request } from 'undici';
import { until } from './until.mjs';

const TICK_MS = 20;
/** More would say nothing but that this machine is too slow. */
const MOST_UNDER_WAY = 400;

export class Load {
  outcomes = [];
  #underWay = new Set();
  #timer;

  /** `next` answers who calls next: a token, the id of its owner, and the path. */
  constructor(world, next) {
    this.world = world;
    this.next = next;
  }

  start(rate) {
    this.began = performance.now();
    let owed = 0;
    let last = this.began;
    this.#timer = setInterval(() => {
      const now = performance.now();
      owed = Math.min(owed + ((now - last) / 1_000) * rate, MOST_UNDER_WAY);
      last = now;
      for (; owed >= 1 && this.#underWay.size < MOST_UNDER_WAY; owed -= 1) this.#begin();
    }, TICK_MS);
    return this;
  }

  /** No more calls; answers when those under way are done. */
  async stop() {
    clearInterval(this.#timer);
    this.seconds = (performance.now() - this.began) / 1_000;
    await Promise.all(this.#underWay);
    return this;
  }

  async during(rate, work) {
    this.start(rate);
    try {
      await work();
    } finally {
      await this.stop();
    }
    return this;
  }

  #begin() {
    const call = this.#call(this.next()).finally(() => this.#underWay.delete(call));
    this.#underWay.add(call);
  }

  async #call(wish) {
    const outcome = await callOnce(this.world, await wish);
    this.outcomes.push(outcome);
  }
}

/**
 * One call: who the caller is, or a draft of this subject. `status` is 200 where it went well, `broken` where no whole
 * answer came, and `foreign` where it was an answer to somebody else.
 */
export async function callOnce({ agent, publicUrl }, { token, id, draft }) {
  const at = Date.now();
  const began = performance.now();
  const done = (rest) => ({ at, ms: performance.now() - began, id, ...rest });
  try {
    const authorization = `Bearer ${token}`;
    const { statusCode, headers, body } = await agent.request({
      origin: publicUrl,
      ...requestOf(draft, authorization),
    });
    const text = await body.text();
    if (statusCode >= 400) return done({ status: statusCode, code: codeIn(text), retryAfter: headers['retry-after'] });
    const answered = JSON.parse(text);
    const isOwn = draft === undefined ? answered.id === id : answered.subject === draft;
    return done({ status: isOwn ? 200 : 'foreign' });
  } catch (error) {
    return done({ status: 'broken', code: error.code ?? error.name });
  }
}

function requestOf(draft, authorization) {
  if (draft === undefined) return { path: '/v1.0/me', method: 'GET', headers: { authorization } };
  const headers = { authorization, 'content-type': 'application/json' };
  return { path: '/v1.0/me/messages', method: 'POST', headers, body: JSON.stringify({ subject: draft }) };
}

function codeIn(text) {
  try {
    const { code, error } = JSON.parse(text);
    return code ?? error?.code;
  } catch {
    return 'not JSON';
  }
}

/** Everybody in turn, each with one token. */
export async function warmCallers({ tenant, people }) {
  const callers = [];
  for (const person of people) callers.push({ token: await tenant.keptToken(person), id: person.id });
  let turn = 0;
  return () => callers[turn++ % callers.length];
}

/** Everybody in turn with tokens that are used a few times and then never again: each is exchanged, and found in Redis by the other replica. */
export function freshCallers({ tenant, people }, uses = 6) {
  let turn = 0;
  let current;
  return async () => {
    if (turn % uses === 0) {
      const person = people[(turn / uses) % people.length];
      current = tenant.token(person).then((token) => ({ token, id: person.id }));
    }
    turn += 1;
    return current;
  };
}

/** Everybody's first call at each replica: afterwards both hold all tokens, whatever Redis holds. */
export async function warmUp({ replicas, tenant, people, publicUrl }) {
  for (const person of people) {
    const headers = { authorization: `Bearer ${await tenant.keptToken(person)}`, host: new URL(publicUrl).host };
    await Promise.all(
      replicas.map(({ url }) => until(() => isServed(url, headers), 30_000, 'a first call was not served')),
    );
  }
}

async function isServed(url, headers) {
  const { statusCode, body } = await request(`${url}/v1.0/me`, { headers });
  await body.dump();
  return statusCode === 200;
}

/** How often each outcome came, and how long calls took, in milliseconds. */
export function summary(outcomes) {
  const counts = {};
  for (const { status, code } of outcomes) {
    const name = code === undefined ? `${status}` : `${status} ${code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const times = outcomes.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const quantile = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { calls: outcomes.length, counts, p50: quantile(0.5), p99: quantile(0.99), most: quantile(1) };
}

/** In one line. */
export function told(load) {
  const { calls, counts, p50, p99, most } = summary(load.outcomes);
  const all = Object.entries(counts).map(([name, count]) => `${count} × ${name}`);
  const times = [p50, p99, most].map((ms) => ms.toFixed(0)).join(' / ');
  return `${calls} calls (${(calls / load.seconds).toFixed(0)} a second): ${all.join(', ')}; p50 / p99 / most ${times} ms`;
}
