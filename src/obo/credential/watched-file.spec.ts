import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CredentialError } from './credential.errors.js';
import { WatchedFile } from './watched-file.js';

describe('a watched file', () => {
  let folder: string;
  let path: string;
  let reads: number;
  let troubles: number;
  let file: WatchedFile<{ readonly text: string }>;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'behalf-watched-'));
    path = join(folder, 'file');
    [reads, troubles] = [0, 0];
    const parse = (text: string): { readonly text: string } => {
      reads += 1;
      if (text.startsWith('bad')) throw new CredentialError('not_a_jwt');
      return { text };
    };
    file = new WatchedFile(path, parse, () => (troubles += 1));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const long = new Date(Date.now() - 60_000);
  const write = (text: string): void => {
    writeFileSync(path, text);
    utimesSync(path, long, long);
  };

  it('gives the same object until it changes', async () => {
    write('one');
    const first = await file.value();
    expect(first.text).toBe('one');
    expect(await file.value()).toBe(first);
    writeFileSync(path, 'one');
    expect(await file.value()).toBe(first);
    expect(reads).toBe(1);
  });

  it('is read again when written in place, though its length stays', async () => {
    write('one');
    await file.value();
    writeFileSync(path, 'two');
    expect((await file.value()).text).toBe('two');
  });

  it('is read again where it may have been written twice in one tick of the file system', async () => {
    writeFileSync(path, 'one');
    await file.value();
    writeFileSync(path, 'two');
    expect((await file.value()).text).toBe('two');
  });

  it('is read again when a symlink above it points elsewhere', async () => {
    for (const name of ['one', 'two']) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'file'), name);
      utimesSync(join(folder, name, 'file'), long, long);
    }
    symlinkSync('one', join(folder, 'data'));
    const linked = new WatchedFile(join(folder, 'data', 'file'), String, () => undefined);
    expect(await linked.value()).toBe('one');
    symlinkSync('two', join(folder, 'data.new'));
    renameSync(join(folder, 'data.new'), join(folder, 'data'));
    expect(await linked.value()).toBe('two');
  });

  it('keeps what it read while what is there cannot be used, and tells it once', async () => {
    write('one');
    await file.value();
    write('bad, and then some');
    for (let index = 0; index < 3; index += 1) expect((await file.value()).text).toBe('one');
    expect([file.troubled, troubles, reads]).toEqual([true, 1, 2]);
    rmSync(path);
    expect((await file.value()).text).toBe('one');
    expect(troubles).toBe(2);
    write('two');
    expect((await file.value()).text).toBe('two');
    expect(file.troubled).toBe(false);
  });

  it('recovers from a moment in which it could not be reached, though it is the same file', async () => {
    write('one');
    await file.value();
    renameSync(path, `${path}.away`);
    await file.value();
    expect(file.troubled).toBe(true);
    renameSync(`${path}.away`, path);
    await file.value();
    expect(file.troubled).toBe(false);
  });

  it('is nothing where there was never a usable one', async () => {
    await expect(file.value()).rejects.toMatchObject({ flaw: 'file_unreadable' });
    write('bad');
    await expect(file.value()).rejects.toMatchObject({ flaw: 'not_a_jwt' });
    await expect(file.value()).rejects.toMatchObject({ flaw: 'not_a_jwt' });
    expect([file.current, troubles]).toEqual([undefined, 0]);
    chmodSync(path, 0o600);
    write('one');
    expect((await file.value()).text).toBe('one');
  });
});
