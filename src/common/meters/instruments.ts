/** What an instrument is called outside, in the words of Prometheus (https://prometheus.io/docs/practices/naming/). */
export interface Description<L extends readonly string[]> {
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Of each a fixed, small set of values: never an id, a path or anything else that a caller could make up. */
  readonly labels: L;
}

type Values<L extends readonly string[]> = { readonly [Place in keyof L]: string };

/** By the values of one label after the other: names that are known need not be put together to be found. */
interface Branch<T> {
  readonly branches: Map<string, Branch<T>>;
  child?: T;
}

/** One number or distribution for each combination of label values. */
export abstract class Instrument<L extends readonly string[], T> {
  private readonly root: Branch<T> = { branches: new Map() };
  private readonly children: (readonly [Values<L>, T])[] = [];

  constructor(readonly description: Description<L>) {}

  of(...values: Values<L>): T {
    let branch = this.root;
    for (const value of values) branch = below(branch, value);
    if (branch.child !== undefined) return branch.child;
    branch.child = this.make();
    this.children.push([values, branch.child]);
    return branch.child;
  }

  entries(): Iterable<readonly [readonly string[], T]> {
    return this.children;
  }

  protected abstract make(): T;
}

function below<T>({ branches }: Branch<T>, value: string): Branch<T> {
  const known = branches.get(value);
  if (known !== undefined) return known;
  const made: Branch<T> = { branches: new Map() };
  branches.set(value, made);
  return made;
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
