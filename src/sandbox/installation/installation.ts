import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import { systemErrorCode } from '../system-error.js';

/**
 * What one installation of the embedded tenant keeps between starts: a folder (0700) of small files (0600),
 * `.sandbox/` by default. Every write replaces the file as a whole, so that a crash leaves the old or the new one.
 */
export class Installation {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    chmodSync(this.folder, 0o700);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** The file's text, or undefined when there is none yet. */
  readText(name: string): string | undefined {
    try {
      return readFileSync(this.path(name), 'utf8');
    } catch (error) {
      if (systemErrorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  writeText(name: string, text: string): void {
    const temporary = this.path(`.${name}.${process.pid}.tmp`);
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.path(name));
  }

  /** The file's JSON, or undefined when it is missing or no longer of this shape (an older version's). */
  readJson<T>(name: string, schema: z.ZodType<T>): T | undefined {
    const text = this.readText(name);
    if (text === undefined) return undefined;
    try {
      const parsed = schema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : undefined;
    } catch {
      return undefined;
    }
  }

  writeJson(name: string, value: unknown): void {
    this.writeText(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** The file's JSON, made and written when there is none. */
  readOrMakeJson<T>(name: string, schema: z.ZodType<T>, make: () => T): T {
    const kept = this.readJson(name, schema);
    if (kept !== undefined) return kept;
    const made = make();
    this.writeJson(name, made);
    return made;
  }
}
