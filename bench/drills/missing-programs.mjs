import { spawnSync } from 'node:child_process';

/** Of the programs that the drills start, those that are not on this machine. */
export function missingPrograms() {
  const programs = { nginx: '-v', 'redis-server': '--version' };
  return Object.entries(programs)
    .filter(([name, parameter]) => spawnSync(name, [parameter]).error !== undefined)
    .map(([name]) => name);
}
