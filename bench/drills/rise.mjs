/** By how much values rise in a minute: the slope of the straight line closest to [milliseconds, value] pairs. */
export function risePerMinute(pairs) {
  const mean = (place) => pairs.reduce((sum, pair) => sum + pair[place], 0) / pairs.length;
  const [time, value] = [mean(0), mean(1)];
  const above = pairs.reduce((sum, [at, each]) => sum + (at - time) * (each - value), 0);
  const below = pairs.reduce((sum, [at]) => sum + (at - time) ** 2, 0);
  return (above / below) * 60_000;
}
