// In the order in which they are held, the heavy ones late; the last one looks back on all before it.
import * as blockedLoop from './cases/blocked-loop.mjs';
import * as clientAborts from './cases/client-aborts.mjs';
import * as fewFiles from './cases/few-files.mjs';
import * as garbageTokens from './cases/garbage-tokens.mjs';
import * as identityDown from './cases/identity-down.mjs';
import * as idleConnections from './cases/idle-connections.mjs';
import * as keyRollover from './cases/key-rollover.mjs';
import * as leaks from './cases/leaks.mjs';
import * as noSettings from './cases/no-settings.mjs';
import * as redisEmptied from './cases/redis-emptied.mjs';
import * as redisFrozen from './cases/redis-frozen.mjs';
import * as redisKilled from './cases/redis-killed.mjs';
import * as rollingRestart from './cases/rolling-restart.mjs';
import * as sigtermStreams from './cases/sigterm-streams.mjs';
import * as slowClients from './cases/slow-clients.mjs';
import * as soak from './cases/soak.mjs';
import * as throttling from './cases/throttling.mjs';
import * as uncaughtException from './cases/uncaught-exception.mjs';
import * as unknownKeys from './cases/unknown-keys.mjs';

export const allDrills = [
  noSettings,
  redisKilled,
  redisFrozen,
  redisEmptied,
  identityDown,
  keyRollover,
  unknownKeys,
  throttling,
  uncaughtException,
  blockedLoop,
  fewFiles,
  rollingRestart,
  sigtermStreams,
  slowClients,
  garbageTokens,
  idleConnections,
  soak,
  clientAborts,
  leaks,
];
