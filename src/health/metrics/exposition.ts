import { Counter, Histogram, Total } from '../../common/meters/instruments.js';
import type { Gauge } from '../../common/meters/instruments.js';

/** Of what `exposition` writes: https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. */
export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** All that the instruments say now, in the text format of Prometheus. */
export function exposition(instruments: readonly (Counter | Gauge | Histogram)[]): string {
  return instruments.map((instrument) => `${head(instrument)}${samples(instrument).join('')}`).join('');
}

function head(instrument: Counter | Gauge | Histogram): string {
  const { name, help } = instrument.description;
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${typeOf(instrument)}\n`;
}

function typeOf(instrument: Counter | Gauge | Histogram): string {
  if (instrument instanceof Histogram) return 'histogram';
  return instrument instanceof Counter || instrument instanceof Total ? 'counter' : 'gauge';
}

function samples(instrument: Counter | Gauge | Histogram): string[] {
  const { name, labels: names } = instrument.description;
  if (instrument instanceof Counter)
    return [...instrument.entries()].map(([values, { value }]) => sample(name, pairs(names, values), value));
  if (!(instrument instanceof Histogram))
    return [...instrument.entries()].map(([values, { read }]) => sample(name, pairs(names, values), read()));
  return [...instrument.entries()].flatMap(([values, { counts, sum }]) => {
    const own = pairs(names, values);
    let below = 0;
    const buckets = [...counts].map((count, place) => {
      below += count;
      const bound = instrument.bounds[place];
      return sample(`${name}_bucket`, [...own, `le="${bound ?? '+Inf'}"`], below);
    });
    return [...buckets, sample(`${name}_sum`, own, sum), sample(`${name}_count`, own, below)];
  });
}

function pairs(names: readonly string[], values: readonly string[]): string[] {
  return names.map((name, place) => `${name}="${escaped(values[place] ?? '')}"`);
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function sample(name: string, labels: readonly string[], value: number): string {
  const braces = labels.length === 0 ? '' : `{${labels.join(',')}}`;
  return `${name}${braces} ${value === Infinity ? '+Inf' : String(value)}\n`;
}
