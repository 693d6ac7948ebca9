import { Load, freshCallers } from './load.mjs';

/** Callers whose tokens are new, so that hardly a call passes by Redis. */
export function redisLoad(world) {
  return Object.assign(new Load(world, freshCallers(world)), { rate: 30 });
}
