import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Meters } from '../../src/common/meters/meters.js';
import { exposition } from '../../src/health/metrics/exposition.js';
import { ProcessMeters } from '../../src/health/metrics/process-meters.js';
import { lacks, starts } from '../helpers/requires.js';

const deployed = (path: string): string => readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');
const folder = new URL('../../deploy/prometheus/', import.meta.url);
const dashboard = z.object({
  panels: z.array(
    z.object({
      id: z.number(),
      title: z.string().min(1),
      type: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string() })).optional(),
    }),
  ),
});

/** Every name under which something is told, with the parts of histograms. */
function namesTold(): ReadonlySet<string> {
  const process = new ProcessMeters();
  try {
    const text = exposition([...new Meters().all, ...process.all]);
    return new Set(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = '', type]) =>
        type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : name,
      ),
    );
  } finally {
    process.end();
  }
}

/** Names of metrics that a text of PromQL asks for. */
const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:behalf|nodejs|process)_[a-z0-9_]+(?=[{[ )]|$)/gm)].map(([name]) => name);

describe('what is deployed beside the API', () => {
  const told = namesTold();

  it('asks in alert rules for metrics that there are', () => {
    const asked = [...deployed('prometheus/alerts.yml').matchAll(/expr:(?: >-)?([\s\S]*?)\n {8}\w+:/g)].flatMap(
      ([, expression = '']) => namesIn(expression),
    );
    expect(asked.length).toBeGreaterThan(12);
    expect(asked.filter((name) => !told.has(name))).toEqual([]);
  });

  it('says with each alert what it means and what to do', () => {
    const alerts = deployed('prometheus/alerts.yml').split('- alert: ').slice(1);
    expect(alerts.length).toBeGreaterThan(10);
    for (const alert of alerts) {
      expect(alert).toMatch(/labels: \{ severity: (?:critical|warning|info) \}/);
      expect(alert).toMatch(/\n {10}summary: .{20,}/);
      expect(alert).toMatch(/description: >-[\s\S]{100,}/);
    }
  });

  it('shows in the dashboard metrics that there are, each in a place of its own', () => {
    const { panels } = dashboard.parse(JSON.parse(deployed('grafana/behalf.json')));
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(expressions.length).toBeGreaterThan(20);
    for (const expression of expressions) {
      const asked = namesIn(expression);
      expect({ expression, asked }).not.toMatchObject({ asked: [] });
      expect(asked.filter((name) => !told.has(name))).toEqual([]);
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)} ${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('leaves nothing that is told of Behalf out of the dashboard', () => {
    const shown = new Set(namesIn(deployed('grafana/behalf.json').replaceAll('\\"', '"')));
    const families = new Set(
      [...told].filter((name) => name.startsWith('behalf_')).map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
    );
    const shownFamilies = new Set([...shown].map((name) => name.replace(/_(?:bucket|sum|count)$/, '')));
    expect([...families].filter((name) => !shownFamilies.has(name))).toEqual([]);
  });

  describe.skipIf(lacks('alert rules', { promtool: starts('promtool', '--version') }))('as promtool judges it', () => {
    it.each([
      ['rules', ['check', 'rules', 'alerts.yml']],
      ['tests of the rules', ['test', 'rules', 'alerts.test.yml']],
    ])('has good %s', (_what, parameters) => {
      const { status, stdout, stderr } = spawnSync('promtool', parameters, { cwd: folder, encoding: 'utf8' });
      expect({ status, said: `${stdout}${stderr}` }).toEqual({
        status: 0,
        said: expect.stringContaining('SUCCESS') as unknown,
      });
    });

    it('has a good scrape job', () => {
      // Debian builds it without knowledge of Kubernetes.
      const text = deployed('prometheus/scrape.yml').replace(
        /^ {4}kubernetes_sd_configs:\n(?: {6}.+\n)+/m,
        '    static_configs: [{ targets: [localhost] }]\n',
      );
      const own = mkdtempSync(join(tmpdir(), 'behalf-scrape-'));
      writeFileSync(join(own, 'scrape.yml'), text);
      const parameters = ['check', 'config', '--syntax-only', 'scrape.yml'];
      const { status, stdout, stderr } = spawnSync('promtool', parameters, { cwd: own, encoding: 'utf8' });
      rmSync(own, { recursive: true });
      expect({ status, said: `${stdout}${stderr}` }).toEqual({
        status: 0,
        said: expect.stringContaining('SUCCESS') as unknown,
      });
    });
  });
});
