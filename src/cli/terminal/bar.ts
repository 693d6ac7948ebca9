import { duration } from './moment.js';

const CELLS = 24;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes in the unit that keeps it short. */
export function size(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[power]}`;
}

/** How far a transfer is; without a bar where nobody said how long it will be. */
export function transferBar(done: number, total: number | undefined, elapsedMs: number): string {
  const speed = elapsedMs > 200 ? `  ${size((done / elapsedMs) * 1000)}/s` : '';
  if (total === undefined || total === 0) return `${size(done)}${speed}`;
  const share = Math.min(done / total, 1);
  const filled = Math.round(share * CELLS);
  const left =
    share > 0 && share < 1 && elapsedMs > 1000
      ? `  ${duration(Math.ceil((elapsedMs / share - elapsedMs) / 1000))} left`
      : '';
  return `${'█'.repeat(filled)}${'░'.repeat(CELLS - filled)} ${Math.floor(share * 100)}%  ${size(done)} of ${size(total)}${speed}${left}`;
}
