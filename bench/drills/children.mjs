// Every process that the drills start, so that whoever stops them stops all of it, by its id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set();

export function start(program, parameters, options) {
  const child = spawn(program, parameters, options);
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** Answers its exit code, or the signal that ended it. */
export async function ended(child) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode ?? child.signalCode;
}

export async function end(child, signal = 'SIGTERM') {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  return ended(child);
}

process.on('exit', () => {
  // nginx ends its workers itself when it is asked to; killed, it would leave them behind.
  for (const child of running) child.kill(child.spawnfile === 'nginx' ? 'SIGTERM' : 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
