// Callers that prove nothing: a child of `strangers.mjs`. Sends so many requests a second on pipelined connections
// straight to the replicas, for so many seconds, and says what it was answered.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';

const { ports, host, token, rate, seconds } = JSON.parse(process.argv[2]);
const CONNECTIONS = 96;
const TICK_MS = 10;
/** On one connection, as behind any proxy. */
const MOST_UNDER_WAY = 1;

const [head, payload] = token.split('.');
const kinds = [
  () => 'a.b.c',
  () => `${head}.${payload}.${randomBytes(256).toString('base64url')}`,
  () => `${head}.${randomBytes(400).toString('base64url')}.${randomBytes(256).toString('base64url')}`,
  () => randomBytes(900).toString('base64url'),
];
const requests = Array.from({ length: 400 }, (_, index) =>
  Buffer.from(
    `GET /v1.0/me HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${kinds[index % kinds.length]()}\r\n\r\n`,
  ),
);
const statuses = {};
let sent = 0;
let answered = 0;
let broken = 0;

async function open(port) {
  const connection = { port, underWay: 0, socket: connect(port, '127.0.0.1') };
  connection.socket
    .on('error', () => undefined)
    .once('close', () => {
      broken += connection.underWay;
      connection.underWay = MOST_UNDER_WAY;
    });
  await once(connection.socket, 'connect');
  let rest = '';
  connection.socket.setEncoding('latin1').on('data', (text) => {
    const pieces = (rest + text).split('HTTP/1.1 ');
    rest = `HTTP/1.1 ${pieces.pop()}`;
    // A piece is whole once the next one has begun; the last one is counted by its blank line.
    for (const piece of pieces) count(connection, piece);
    if (rest.length > 12 && rest.includes('\r\n\r\n')) {
      count(connection, rest.slice(9));
      rest = '';
    }
  });
  return connection;
}

function count(connection, piece) {
  const status = piece.slice(0, 3);
  if (!/^\d{3}$/.test(status)) return;
  statuses[status] = (statuses[status] ?? 0) + 1;
  answered += 1;
  connection.underWay -= 1;
}

const connections = await Promise.all(
  Array.from({ length: CONNECTIONS }, (_, index) => open(ports[index % ports.length])),
);
const began = performance.now();
let owed = 0;
let last = began;
let turn = 0;
const timer = setInterval(() => {
  const now = performance.now();
  owed = Math.min(owed + ((now - last) / 1_000) * rate, rate);
  last = now;
  for (let tries = 0; owed >= 1 && tries < CONNECTIONS; turn += 1) {
    const connection = connections[turn % CONNECTIONS];
    if (connection.underWay >= MOST_UNDER_WAY) {
      tries += 1;
      continue;
    }
    tries = 0;
    connection.underWay += 1;
    connection.socket.write(requests[sent % requests.length]);
    sent += 1;
    owed -= 1;
  }
}, TICK_MS);
setTimeout(() => {
  clearInterval(timer);
  const took = (performance.now() - began) / 1_000;
  process.send({ sent, answered, broken, statuses, took }, () => process.exit());
}, seconds * 1_000);
process.on('disconnect', () => process.exit());
