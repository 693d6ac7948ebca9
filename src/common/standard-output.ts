import sonicBoom from 'sonic-boom';

/** Bytes that are kept where nothing can be written, on a disk that is full for one; what is beyond is left out. */
const MOST_KEPT = 1024 * 1024;

/**
 * Standard output for lines. That nothing can be written is nobody's failure: the next lines are tried, unless nobody reads
 * any more.
 */
export function standardOutput(): { write(lines: string): void } {
  const file = new sonicBoom.SonicBoom({ fd: 1, sync: true, maxLength: MOST_KEPT });
  let isRead = true;
  // Callers are served although their requests cannot be told of.
  file.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') isRead = false;
  });
  return {
    write: (lines) => {
      if (isRead) file.write(lines);
    },
  };
}
