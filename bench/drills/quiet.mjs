import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 2_000;
const LEAST_IDLE = 0.5;
const LONGEST_MS = 20_000;

/** Waits until this machine does little else, for 20 seconds at most: a drill is about the product. Answers the idle share. */
export async function quietMachine() {
  let idle = await idleShare();
  for (const end = performance.now() + LONGEST_MS; idle < LEAST_IDLE && performance.now() < end;)
    idle = await idleShare();
  return idle;
}

/** Of all processors; proc(5): user, nice, system, idle, iowait and more. */
async function idleShare() {
  const before = times();
  await pause(LOOK_MS);
  const spent = times().map((each, index) => each - before[index]);
  return (spent[3] + spent[4]) / spent.reduce((sum, each) => sum + each, 0);
}

function times() {
  const [first] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  return first.trim().split(/\s+/).slice(1, 9).map(Number);
}
