import { describe, expect, it } from 'vitest';
import { Counter, Gauge, Histogram, Total } from '../../common/meters/instruments.js';
import { exposition } from './exposition.js';

describe('the text of metrics', () => {
  it('tells each number with its labels', () => {
    const counter = new Counter({ name: 'a_total', help: 'Counts.', labels: ['one', 'two'] });
    counter.of('x', 'y').add();
    counter.of('x', 'y').add(2);
    counter.of('x', 'z').add();
    expect(exposition([counter])).toBe(
      '# HELP a_total Counts.\n# TYPE a_total counter\na_total{one="x",two="y"} 3\na_total{one="x",two="z"} 1\n',
    );
  });

  it('keeps in its line what a label value could break out with', () => {
    const counter = new Counter({ name: 'a_total', help: 'One\nline \\.', labels: ['value'] });
    counter.of('"} 9\nforged 1\\').add();
    expect(exposition([counter])).toBe(
      String.raw`# HELP a_total One\nline \\.${'\n'}# TYPE a_total counter${'\n'}a_total{value="\"} 9\nforged 1\\"} 1${'\n'}`,
    );
  });

  it('asks gauges for what is now', () => {
    let now = 1.5;
    const gauge = new Gauge({ name: 'g', help: 'Is.', labels: [] });
    gauge.set([], () => now);
    const total = new Total({ name: 't_total', help: 'Grows.', labels: [] });
    total.set([], () => Infinity);
    const before = exposition([gauge, total]);
    now = Number.NaN;
    expect(before).toContain('# TYPE g gauge\ng 1.5\n');
    expect(before).toContain('# TYPE t_total counter\nt_total +Inf\n');
    expect(exposition([gauge])).toContain('g NaN\n');
  });

  it('adds up buckets, a value at a bound being below it', () => {
    const histogram = new Histogram({ name: 'h_seconds', help: 'Takes.', labels: ['what'] }, [0.1, 1]);
    for (const value of [0.05, 0.1, 0.5, 7]) histogram.of('x').observe(value);
    expect(exposition([histogram]).split('\n').slice(2, -1)).toEqual([
      'h_seconds_bucket{what="x",le="0.1"} 2',
      'h_seconds_bucket{what="x",le="1"} 3',
      'h_seconds_bucket{what="x",le="+Inf"} 4',
      'h_seconds_sum{what="x"} 7.65',
      'h_seconds_count{what="x"} 4',
    ]);
  });
});
