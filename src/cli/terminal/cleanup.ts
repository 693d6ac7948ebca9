const duties = new Set<() => unknown>();

/**
 * Has something done when the process ends early; it answers true where it leaves the terminal at the start of a line.
 * Answers how to take the duty back.
 */
export function atEarlyEnd(duty: () => unknown): () => void {
  duties.add(duty);
  return () => duties.delete(duty);
}

/** Leaves everything as it was found and ends the process at once; `typed`: what was pressed for that is on the screen. */
export function endEarly(code: number, typed = false): never {
  let atStart = false;
  for (const duty of duties) {
    try {
      if (duty() === true) atStart = true;
    } catch {
      // The others still have to be done.
    }
  }
  if (typed && !atStart && process.stderr.isTTY) process.stderr.write('\n');
  process.exit(code);
}
