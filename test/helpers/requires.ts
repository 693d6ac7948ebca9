import { spawnSync } from 'node:child_process';
import { noteSkipped } from './skip-reasons.js';

/**
 * Whether the tests of `subject` must be skipped because a program they need is not on this machine; noted for the end
 * of the run where it is the case. With CI=true nothing is skipped: the tests run and fail.
 */
export function lacks(subject: string, programs: Readonly<Record<string, boolean>>): boolean {
  const missing = Object.keys(programs).filter((name) => programs[name] === false);
  if (missing.length === 0 || process.env['CI'] === 'true') return false;
  noteSkipped(`${subject}: ${missing.join(' and ')} missing`);
  return true;
}

/** Whether a program of this name starts. */
export function starts(program: string, ...parameters: readonly string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).error === undefined;
}
