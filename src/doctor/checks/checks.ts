import type { Check } from '../check.js';
import { audience } from './audience.js';
import { clockSkew } from './clock-skew.js';
import { consent } from './consent.js';
import { credential } from './credential.js';
import { discovery } from './discovery.js';
import { exchange } from './exchange.js';
import { graph } from './graph.js';
import { identifier } from './identifier.js';
import { keys } from './keys.js';
import { redis } from './redis.js';
import { redirect } from './redirect.js';
import { scope } from './scope.js';
import { userToken } from './user-token.js';

/** Every step after the settings, in this order; what a step needs stands before it. */
export const CHECKS: readonly Check[] = [
  discovery,
  clockSkew,
  keys,
  credential,
  audience,
  identifier,
  redirect,
  userToken,
  scope,
  exchange,
  consent,
  graph,
  redis,
];
