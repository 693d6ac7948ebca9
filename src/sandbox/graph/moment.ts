const DAY = 86_400_000;

/** The moment (ms) `day` days from now's day at `at` (HH:MM, UTC). Seeds count days from when the world is made. */
export function momentOf(now: number, day: number, at: string): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return Math.floor(now / DAY) * DAY + day * DAY + (hours * 60 + minutes) * 60_000;
}

/** As mail and files tell times: whole seconds, UTC. */
export function isoSeconds(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
