// What happens to callers while things go wrong: faults and attacks on two built replicas behind nginx with Redis, the
// embedded tenant as Entra and Graph. `npm run drills`, or `npm run drills -- redis-frozen key-rollover`. Writes
// docs/drills.md. Ends with 1 where one failed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { allDrills } from './drills/all-drills.mjs';
import { missingPrograms } from './drills/missing-programs.mjs';
import { quietMachine } from './drills/quiet.mjs';
import { writeReport } from './drills/report.mjs';
import { settle, startWorld } from './drills/world.mjs';
import { warmUp } from './drills/load.mjs';

/** Beyond its own waiting; a drill that hangs has failed. */
const LONGEST_MS = 400_000;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !allDrills.some((drill) => drill.name === name));
if (unknown.length > 0) {
  console.error(`There is no drill ${unknown.join(', ')}. There are: ${allDrills.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const missing = missingPrograms();
if (missing.length > 0) {
  console.error(`The drills need ${missing.join(', ')}: npm run setup:test brings them.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'behalf-drills-'));
process.on('exit', (code) => {
  if (code === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`What the replicas logged is in ${folder}.`);
});
const drills = wanted.length === 0 ? allDrills : allDrills.filter(({ name }) => wanted.includes(name));
const results = [];
const world = await startWorld(folder);
await warmUp(world);
for (const drill of drills) {
  results.push(await held(drill));
  // Also what was done before somebody stopped it is told.
  writeReport(results, allDrills);
}
const failed = results.filter(({ reasons }) => reasons.length > 0);
console.log(
  `\n${results.length - failed.length} of ${results.length} drills passed${failed.length > 0 ? `; failed: ${failed.map(({ name }) => name).join(', ')}` : ''}`,
);
process.exit(failed.length > 0 ? 1 : 0);

/** Once more where it failed: what else the machine did may have been the reason, and the report tells both. */
async function held(drill) {
  const first = await attempt(drill);
  if (first.reasons.length === 0) return first;
  console.log(`  FAILED: ${first.reasons.join('; ')}; once more`);
  const second = await attempt(drill);
  return { ...second, first: first.reasons, took: first.took + second.took };
}

async function attempt({ name, shows, run, seconds = 0 }) {
  const idle = await quietMachine();
  console.log(`\n${name}: ${shows} (the machine is ${(idle * 100).toFixed(0)} % idle)`);
  const began = performance.now();
  const figures = [];
  const reasons = [];
  const tell = (line) => {
    figures.push(line);
    console.log(`  ${line}`);
  };
  const expect = (isSo, reason) => {
    if (!isSo) reasons.push(reason);
  };
  try {
    await within(LONGEST_MS + seconds * 1_000, run(world, { tell, expect }));
    await settle(world);
  } catch (error) {
    reasons.push(error.message);
    console.error(error);
    await settle(world).catch((trouble) => reasons.push(trouble.message));
  }
  const took = (performance.now() - began) / 1_000;
  console.log(`  ${reasons.length === 0 ? 'passed' : 'failed'} after ${took.toFixed(0)} s`);
  return { name, shows, figures, reasons, took, idle };
}

async function within(milliseconds, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${milliseconds / 1_000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
