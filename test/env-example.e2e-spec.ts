import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/config/load-config.js';
import { settingsSchema } from '../src/config/settings.js';
import { readSettings, sandboxVariables } from '../src/sandbox/settings.js';

const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
const example = parseEnv(text);
const GUID = '8f14e45f-ceea-467f-a0e6-4b4d1a3f8a11';
const least = { AZURE_TENANT_ID: GUID, AZURE_CLIENT_ID: GUID, AZURE_CLIENT_SECRET: 'hush-hush' };

describe('.env.example', () => {
  it('names every setting and nothing else', () => {
    const settings = new Set([...Object.keys(settingsSchema.shape), ...Object.keys(sandboxVariables.shape)]);
    expect(Object.keys(example).toSorted()).toEqual([...settings].toSorted());
  });

  it('has a comment line above every setting or its group', () => {
    for (const group of text.split('\n\n').slice(1)) expect(group.trimStart()).toMatch(/^# /);
  });

  it('shows the defaults that hold', () => {
    const shown = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ''));
    expect(Object.keys(shown).length).toBeGreaterThan(10);
    expect(loadConfig({ ...least, ...shown })).toEqual(loadConfig(least));
    expect(readSettings(shown)).toEqual(readSettings({}));
  });
});
