import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { CliError } from '../cli.errors.js';
import { systemCode } from '../system-error.js';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 25;
/** Nobody holds it that long: what is older belongs to a process of another machine that is gone. */
const OLD_MS = 60_000;

/** Gives the lock back. */
export type Release = () => Promise<void>;

/**
 * Holds a file against other processes. A holder that was killed is noticed at once by its process id, so that nothing
 * has to be cleared by hand: the lock of MSAL's extensions (CrossPlatformLock, not exported) never is, and
 * proper-lockfile (4.1.2) only after the seconds in which a lock is not renewed. Throws CliError where somebody else holds it for too
 * long, and the system's own errors.
 */
export async function lockFile(path: string): Promise<Release> {
  const mark = `${process.pid} ${hostname()} ${Date.now()}`;
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await taken(path, mark))) {
    if (Date.now() > deadline)
      throw new CliError('cache_locked', 'Another behalf is busy with the kept tokens.', {
        remedy: `Wait for it to end; if there is none, remove ${path}`,
      });
    if (!(await cleared(path))) await delay(LOOK_EVERY_MS * (0.5 + Math.random()));
  }
  return () => rm(path, { force: true });
}

async function taken(path: string, mark: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(mark);
    } catch (error) {
      // On a full disk: nobody could tell whose it is.
      await rm(path, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a lock whose holder is gone; answers whether it may be free now. */
async function cleared(path: string): Promise<boolean> {
  const held = await readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (held === undefined) return true;
  const { mtimeMs, ino } = await stat(path).catch(() => ({ mtimeMs: Date.now(), ino: 0 }));
  if (isHeld(held, Date.now() - mtimeMs)) return false;
  const aside = `${path}.${process.pid}.gone`;
  await rename(path, aside).catch(() => undefined);
  const moved = await stat(aside).catch(() => undefined);
  // Somebody else cleared it first and holds it now: it goes back.
  if (moved !== undefined && moved.ino !== ino) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

function isHeld(mark: string, ageMs: number): boolean {
  const [pid, host] = mark.split(' ');
  // Still being written, or by its writer's sudden end never to be.
  if (pid === undefined || host === undefined) return ageMs < 2000;
  if (host !== hostname()) return ageMs < OLD_MS;
  try {
    process.kill(Number(pid), 0);
    return ageMs < OLD_MS;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}
