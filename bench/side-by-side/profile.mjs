// Which functions a run spent its time in, from what --cpu-prof wrote.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The dearest, each with its share of the time in which the process was not idle. */
export function dearest(folder, count) {
  const [name] = readdirSync(folder).filter((each) => each.endsWith('.cpuprofile'));
  if (name === undefined) return [];
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const byId = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const spent = new Map();
  let busy = 0;
  for (const [index, id] of samples.entries()) {
    const { functionName, url, lineNumber } = byId.get(id);
    if (functionName === '(idle)') continue;
    const place = url.replace(/^.*\/(?:node_modules|dist)\//, '') || 'Node.js itself';
    const key = url === '' ? functionName : `${functionName || 'anonymous'}, ${place}:${lineNumber + 1}`;
    busy += timeDeltas[index];
    spent.set(key, (spent.get(key) ?? 0) + timeDeltas[index]);
  }
  const sorted = [...spent].toSorted(([, one], [, other]) => other - one).slice(0, count);
  return sorted.map(([place, time]) => ({ place, share: time / busy }));
}
