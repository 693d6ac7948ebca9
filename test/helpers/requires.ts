import { spawnSync } from 'node:child_process';

/**
 * Whether the tests of `subject` must be skipped because a program they need is not on this machine; says so where it
 * is the case. With CI=true nothing is skipped: the tests run and fail.
 */
export function lacks(subject: string, programs: Readonly<Record<string, boolean>>): boolean {
  const missing = Object.keys(programs).filter((name) => programs[name] === false);
  if (missing.length === 0 || process.env['CI'] === 'true') return false;
  process.stderr.write(`${subject}: not tested, ${missing.join(' and ')} missing (npm run setup:test installs it)\n`);
  return true;
}

/** Whether a program of this name starts. */
export function starts(program: string, ...parameters: readonly string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).error === undefined;
}
