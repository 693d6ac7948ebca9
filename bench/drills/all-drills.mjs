// In the order in which they are held: the last ones look back on all before them.
import * as identityDown from './cases/identity-down.mjs';
import * as keyRollover from './cases/key-rollover.mjs';
import * as redisEmptied from './cases/redis-emptied.mjs';
import * as redisFrozen from './cases/redis-frozen.mjs';
import * as redisKilled from './cases/redis-killed.mjs';
import * as rollingRestart from './cases/rolling-restart.mjs';
import * as sigtermStreams from './cases/sigterm-streams.mjs';
import * as throttling from './cases/throttling.mjs';

export const allDrills = [
  rollingRestart,
  sigtermStreams,
  redisKilled,
  redisFrozen,
  redisEmptied,
  identityDown,
  keyRollover,
  throttling,
];
