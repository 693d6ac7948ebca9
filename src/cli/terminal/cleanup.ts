const duties = new Set<() => void>();

/** Has something done when the process ends early. Answers how to take the duty back. */
export function atEarlyEnd(duty: () => void): () => void {
  duties.add(duty);
  return () => duties.delete(duty);
}

/** Leaves everything as it was found and ends the process at once. */
export function endEarly(code: number): never {
  for (const duty of duties) {
    try {
      duty();
    } catch {
      // The others still have to be done.
    }
  }
  process.exit(code);
}
