// What processes use of the machine, by the operating system's own accounting: proc(5).
import { readFileSync, readdirSync } from 'node:fs';

/** A process and all its descendants. */
export function family(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/** Microseconds on a processor since they began, of all their threads. */
export function processorTime(pids) {
  let nanoseconds = 0;
  for (const pid of pids)
    for (const task of readdirSync(`/proc/${pid}/task`))
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]);
  return nanoseconds / 1_000;
}

/** Resident memory in MiB. */
export function memory(pids) {
  const kilobytes = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_024;
}
