import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';

const run = promisify(execFile);

/** A shell in a terminal of tmux's, 80 columns wide. */
export interface TerminalSession {
  /** Types a line and presses Enter. */
  type(line: string): Promise<void>;
  press(key: string): Promise<void>;
  /** What can be read on the screen and above it, once it fits; a line that was wrapped is one. */
  until(words: RegExp): Promise<string>;
  /** The same with its colours. */
  coloured(): Promise<string>;
  resize(columns: number): Promise<void>;
  /** Empties screen and what is above it. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it; nothing of this process's environment but these variables. */
export async function openTerminal(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TerminalSession> {
  const name = `behalf-${randomUUID()}`;
  const tmux = async (...parameters: readonly string[]): Promise<string> => {
    const { stdout } = await run('tmux', ['-L', name, '-f', '/dev/null', ...parameters], {
      cwd: folder,
      env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TMUX_TMPDIR: folder, ...environment, PS1: '$ ' },
    });
    return stdout;
  };
  await tmux('-u', 'new-session', '-d', '-x', '80', '-y', '40', 'sh');
  return {
    type: async (line) => {
      await tmux('send-keys', '-l', line);
      await tmux('send-keys', 'Enter');
    },
    press: async (key) => void (await tmux('send-keys', key)),
    until: (words) =>
      vi.waitFor(
        async () => {
          const shown = await tmux('capture-pane', '-p', '-J', '-S', '-');
          if (!words.test(shown)) throw new Error(`${String(words)} is not to be read:\n${shown}`);
          return shown.trimEnd();
        },
        { timeout: 60_000, interval: 100 },
      ),
    coloured: () => tmux('capture-pane', '-p', '-e', '-S', '-'),
    resize: async (columns) => void (await tmux('resize-window', '-x', String(columns), '-y', '40')),
    clear: async () => {
      await tmux('send-keys', '-R');
      await tmux('clear-history');
    },
    close: async () => void (await tmux('kill-server')),
  };
}
