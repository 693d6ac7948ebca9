import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where test processes note what they leave out, for the end of the run. */
const VARIABLE = 'BEHALF_SKIP_REASONS';

/** Notes why tests are left out; told in the last lines of the run. */
export function noteSkipped(reason: string): void {
  const file = process.env[VARIABLE];
  if (file !== undefined) appendFileSync(file, `${reason}\n`);
}

/** vitest's global set-up: collects the reasons of all test processes; the function it answers runs after the summary. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'behalf-skipped-'));
  const file = join(folder, 'reasons');
  writeFileSync(file, '');
  process.env[VARIABLE] = file;
  return () => {
    const reasons = new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean));
    rmSync(folder, { recursive: true });
    if (reasons.size === 0) return;
    process.stderr.write(
      `\nNot tested:\n${[...reasons].map((reason) => `  ${reason}`).join('\n')}\nnpm run setup:test brings what is missing.\n`,
    );
  };
}
