import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TrustedRoots, TrustedRootsError } from './trusted-roots.js';

const [one = '', other = ''] = rootCertificates;

describe('roots that are trusted', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'behalf-roots-'));
    file = join(folder, 'ca.pem');
    writeFileSync(file, one);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of Node.js, and those of the file', () => {
    expect(new TrustedRoots(undefined).pem).toBeUndefined();
    const roots = new TrustedRoots(file);
    expect(roots.pem).toHaveLength(rootCertificates.length + 1);
    expect(roots.pem).toBe(roots.pem);
  });

  it('follow the file', () => {
    const roots = new TrustedRoots(file);
    writeFileSync(file, `${one}\n${other}`);
    expect(roots.pem).toHaveLength(rootCertificates.length + 2);
  });

  it('stay while the file is of no use, which is told once for each state of it', () => {
    const told = vi.fn<() => void>();
    const roots = new TrustedRoots(file, told);
    const { pem } = roots;
    writeFileSync(file, 'nothing');
    expect([roots.pem, roots.pem]).toEqual([pem, pem]);
    expect(told).toHaveBeenCalledTimes(1);
    rmSync(file);
    expect([roots.pem, roots.pem]).toEqual([pem, pem]);
    expect(told).toHaveBeenCalledTimes(2);
    writeFileSync(file, `${one}\n${other}`);
    expect(roots.pem).toHaveLength(rootCertificates.length + 2);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('cannot be made of a file that is none', () => {
    for (const text of ['', 'nothing', one.replace(/[A-Za-z]{4}/, '!!!!')]) {
      writeFileSync(file, text);
      expect(() => new TrustedRoots(file)).toThrow(TrustedRootsError);
    }
    expect(() => new TrustedRoots(join(folder, 'none.pem'))).toThrow(TrustedRootsError);
  });
});
