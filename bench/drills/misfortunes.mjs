// What happens during the soak, and how calls may fail by it: status and code. What is not listed must not happen.

const ofIdentity = (fault) => ({ strike: ({ tenant }) => tenant.misbehave({ identity: fault }) });
const ofGraph = (fault) => ({ strike: ({ tenant }) => tenant.misbehave({ graph: fault }) });
/** Held back because calls before it failed. */
const GRAPH_AWAY = '502 graph_unavailable';
const NO_TOKEN = '503 identity_unavailable';

export const misfortunes = [
  { name: 'Entra hangs', ...ofIdentity({ hang: true }), failures: [NO_TOKEN] },
  { name: 'Entra fails half of the time', ...ofIdentity({ status: 503, share: 0.5 }), failures: [NO_TOKEN] },
  { name: 'Entra breaks connections', ...ofIdentity({ reset: 'beforeHeaders' }), failures: [NO_TOKEN] },
  { name: 'Entra is slow', ...ofIdentity({ delayMs: 400 }), failures: [] },
  {
    name: 'Graph throttles a fifth',
    ...ofGraph({ status: 429, retryAfter: 1, share: 0.2 }),
    failures: ['429 TooManyRequests'],
  },
  {
    name: 'Graph is put off',
    ...ofGraph({ status: 503, retryAfter: 1, share: 0.2 }),
    failures: ['503 ServiceUnavailable', GRAPH_AWAY],
  },
  { name: 'Graph breaks connections', ...ofGraph({ reset: 'beforeHeaders', share: 0.1 }), failures: [GRAPH_AWAY] },
  {
    name: 'Graph breaks off in the middle',
    ...ofGraph({ reset: 'midBody', share: 0.1 }),
    // nginx has sent the head by then: the connection is all it can break.
    failures: ['broken UND_ERR_SOCKET', 'broken ECONNRESET', '502 graph_bad_response', GRAPH_AWAY],
  },
  { name: 'Graph is slow', ...ofGraph({ delayMs: 300 }), failures: [] },
  { name: 'Redis is killed', strike: ({ redis }) => redis.kill(), undo: ({ redis }) => redis.run(), failures: [] },
  { name: 'Redis is frozen', strike: ({ redis }) => redis.freeze(), undo: ({ redis }) => redis.thaw(), failures: [] },
  { name: 'Redis is emptied', strike: ({ redis }) => redis.flush(), failures: [] },
  { name: 'Redis is full of noise', strike: ({ redis }) => redis.fillWithNoise(), failures: [] },
  { name: 'nothing', strike: () => undefined, failures: [] },
];

export async function calm(world, { undo }) {
  await undo?.(world);
  await world.tenant.misbehave();
}
