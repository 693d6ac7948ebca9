/** What an instrument is called outside, in the words of Prometheus (https://prometheus.io/docs/practices/naming/). */
export interface Description<L extends readonly string[]> {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Of each a fixed, small set of values: never an id, a path or anything else that a caller could make up. */
  readonly labels: L;
}

type Values<L extends readonly string[]> = { readonly [Place in keyof L]: string };

/** One number or distribution for each combination of label values; whoever needs one often keeps it. */
export abstract class Instrument<L extends readonly string[], T> {
  private readonly children = new Map<string, readonly [Values<L>, T]>();

  constructor(readonly description: Description<L>) {}

  of(...values: Values<L>): T {
    const key = values.join('\n');
    const known = this.children.get(key);
    if (known !== undefined) return known[1];
    const made = this.make();
    this.children.set(key, [values, made]);
    return made;
  }

  entries(): Iterable<readonly [readonly string[], T]> {
    return this.children.values();
  }

  protected abstract make(): T;
}

/** A number that only grows. */
export class Count {
  value = 0;

  add(more = 1): void {
    this.value += more;
  }
}

/** Counts. */
export class Counter<L extends readonly string[] = readonly string[]> extends Instrument<L, Count> {
  protected override make(): Count {
    return new Count();
  }
}

/** How often values came that are not above each bound, and above the last. */
export class Distribution {
  sum = 0;
  /** One more than there are bounds. */
  readonly counts: Float64Array;

  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const { bounds, counts } = this;
    let place = 0;
    while (place < bounds.length && value > (bounds[place] ?? 0)) place += 1;
    counts[place] = (counts[place] ?? 0) + 1;
    this.sum += value;
  }
}

/** Measures durations, in seconds. */
export class Histogram<L extends readonly string[] = readonly string[]> extends Instrument<L, Distribution> {
  constructor(
    description: Description<L>,
    /** Ascending. */
    readonly bounds: readonly number[],
  ) {
    super(description);
  }

  protected override make(): Distribution {
    return new Distribution(this.bounds);
  }
}

/** What is now: asked for when somebody looks, so that it costs nothing until then. */
export class Gauge<L extends readonly string[] = readonly string[]> extends Instrument<L, { read: () => number }> {
  protected override make(): { read: () => number } {
    return { read: () => Number.NaN };
  }

  /** From now on `read` answers for these label values. */
  set(values: Values<L>, read: () => number): void {
    this.of(...values).read = read;
  }
}

/** What somebody else counts: it only grows, and is asked for like a gauge. */
export class Total<L extends readonly string[] = readonly string[]> extends Gauge<L> {}
