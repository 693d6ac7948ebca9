import sonicBoom from 'sonic-boom';

/** How long a line may wait for others to be written with, in milliseconds. */
const LONGEST_WAIT_MS = 100;
/** Characters that are written at once. */
const WRITTEN_TOGETHER = 4096;
/** Bytes that are kept where nothing can be written, on a disk that is full for one; what is beyond is left out. */
const MOST_KEPT = 1024 * 1024;

/**
 * Lines go out in pieces rather than one by one, because each write waits for whoever reads; nothing is left out at the
 * end. Collected here and not by the library, which measures all that waits anew with each line.
 */
export class StandardOutput {
  private readonly file = new sonicBoom.SonicBoom({ fd: 1, sync: true, maxLength: MOST_KEPT });
  private waiting = '';
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor() {
    // Callers are served although their requests cannot be told of; the next write tries again where somebody may read.
    this.file.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE') this.closed = true;
    });
    process.once('exit', () => this.flush());
  }

  write(line: string): void {
    this.waiting += line;
    if (this.waiting.length >= WRITTEN_TOGETHER) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = this.waiting;
    this.waiting = '';
    if (lines !== '' && !this.closed) this.file.write(lines);
  }
}
