import { Counter, Gauge, Histogram } from './instruments.js';

/** Of waiting for others, in seconds: from what memory answers to what nobody waits for any more. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/**
 * All that is counted and timed in this process, each with the name it has in the metrics. The rooms write here, and
 * know nothing of who reads: plain numbers, because each request touches several of them. Nothing in it names a user,
 * a token or a path.
 */
export class Meters {
  readonly requests = new Counter({
    name: 'behalf_requests_total',
    help: 'Requests answered, by operation, status and outcome: ok, the code of the problem, graph_error for an error of Graph passed on, broken_off.',
    labels: ['operation', 'status', 'outcome'],
  } as const);
  readonly problems = new Counter({
    name: 'behalf_problems_total',
    help: 'Requests that ended in a problem, by its code; every code is told from the start, so that a first one is seen as an increase.',
    labels: ['code'],
  } as const);
  readonly requestSeconds = new Histogram(
    {
      name: 'behalf_request_duration_seconds',
      help: 'Time from a request to the end of its answer, by operation.',
      labels: ['operation'],
    } as const,
    SECONDS,
  );
  readonly requestsInFlight = new Gauge({
    name: 'behalf_requests_in_flight',
    help: 'Requests that have come and are not answered yet.',
    labels: [],
  } as const);
  readonly exchangeSeconds = new Histogram(
    {
      name: 'behalf_exchange_duration_seconds',
      help: "Time of exchanges at Entra, by grant (on_behalf_of, refresh_token, authorization_code) and outcome: ok or the problem's code.",
      labels: ['grant', 'outcome'],
    } as const,
    SECONDS,
  );
  readonly cacheLookups = new Counter({
    name: 'behalf_cache_lookups_total',
    help: 'Look-ups by cache (proofs, memory, redis, handles) and result (hit, miss).',
    labels: ['cache', 'result'],
  } as const);
  readonly evictions = new Counter({
    name: 'behalf_cache_evictions_total',
    help: 'Entries that gave way to others before their end, by cache.',
    labels: ['cache'],
  } as const);
  readonly cacheEntries = new Gauge({
    name: 'behalf_cache_entries',
    help: 'Entries held in memory, by cache.',
    labels: ['cache'],
  } as const);
  readonly cacheBytes = new Gauge({
    name: 'behalf_cache_bytes',
    help: 'What the entries held in memory are reckoned to weigh, by cache.',
    labels: ['cache'],
  } as const);
  readonly joined = new Counter({
    name: 'behalf_joined_misses_total',
    help: 'Requests that waited for work somebody else had begun, by what (exchange, handle, keys).',
    labels: ['work'],
  } as const);
  readonly keyFetches = new Counter({
    name: 'behalf_key_fetches_total',
    help: "Fetches of Entra's signing keys, by outcome (ok, failed).",
    labels: ['outcome'],
  } as const);
  readonly keysAge = new Gauge({
    name: 'behalf_signing_keys_age_seconds',
    help: "Time since Entra's signing keys were last fetched; NaN where there are none.",
    labels: [],
  } as const);
  readonly breakers = new Gauge({
    name: 'behalf_breaker_open',
    help: 'Whether calls are held back because the last ones failed (1) or not (0), by what: redis or a workload of Graph.',
    labels: ['breaker'],
  } as const);
  readonly graphSeconds = new Histogram(
    {
      name: 'behalf_graph_attempt_duration_seconds',
      help: 'Time until Graph answered an attempt, by workload and outcome: ok, refused (4xx), throttled (429), failed (5xx), unreachable, broken_off (by the caller).',
      labels: ['workload', 'outcome'],
    } as const,
    SECONDS,
  );
  readonly graphAnswers = new Counter({
    name: 'behalf_graph_answers_total',
    help: 'Requests that Graph answered, those within batches each by itself, by workload: what throttled ones are a share of.',
    labels: ['workload'],
  } as const);
  readonly graphThrottled = new Counter({
    name: 'behalf_graph_throttled_total',
    help: 'Requests that Graph answered with 429, those within batches each by itself, by workload.',
    labels: ['workload'],
  } as const);
  readonly graphRetries = new Counter({
    name: 'behalf_graph_retries_total',
    help: 'Requests sent to Graph once more, by reason: throttled, put_off (503, 504), broken_connection, refused_token.',
    labels: ['reason'],
  } as const);
  readonly standing = new Gauge({
    name: 'behalf_check_ok',
    help: 'Whether a check of readiness is well (1) or not (0), by check.',
    labels: ['check'],
  } as const);

  /** All of them, in the order in which they are told. */
  get all(): readonly (Counter | Gauge | Histogram)[] {
    const own: readonly unknown[] = Object.values(this);
    return own.filter((each) => each instanceof Counter || each instanceof Gauge || each instanceof Histogram);
  }
}
