import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How a child ended: its exit code, 128 + n for signal n as a shell has it. */
export type ExitCode = number;

/** A Node.js program started by the launcher. */
export interface Child {
  readonly name: string;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<ExitCode>;
  readonly running: boolean;
  /** Ignored once it has ended. */
  signal(name: NodeJS.Signals): void;
}

const END_WITH_PARENT = new URL('../end-with-parent.js', import.meta.url).href;

/**
 * Starts a program with this environment and with this process's output. It is in a process group of its own, so that
 * Ctrl+C reaches it once, through the launcher; and it ends by itself when the launcher is gone.
 */
export function startChild(
  name: string,
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Child {
  const started = spawn(process.execPath, ['--import', END_WITH_PARENT, '--enable-source-maps', program], {
    env: environment,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let running = true;
  const ended = new Promise<ExitCode>((resolve) => {
    const end = (code: ExitCode): void => {
      running = false;
      resolve(code);
    };
    started.once('error', () => end(1));
    started.once('exit', (code, signal) => end(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  return {
    name,
    ended,
    get running() {
      return running;
    },
    signal: (signal) => {
      if (running) started.kill(signal);
    },
  };
}
