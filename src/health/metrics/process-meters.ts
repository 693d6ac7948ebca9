import { readdirSync } from 'node:fs';
import type { IntervalHistogram } from 'node:perf_hooks';
import { PerformanceObserver, constants, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { z } from 'zod';
import { Gauge, Histogram, Total } from '../../common/meters/instruments.js';
import { packageVersion } from '../../common/package-version.js';

/** How often the event loop is asked whether it is on time, in milliseconds. */
const LOOP_RESOLUTION_MS = 10;
const NANOSECONDS = 1e9;
const GC_SECONDS = [0.001, 0.01, 0.1, 1];
const GC_KINDS: ReadonlyMap<number, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
]);
const collection = z.object({ duration: z.number(), detail: z.object({ kind: z.number() }) });

/** What the process itself needs, under the names that dashboards for Node.js know. Measures from its making until `end`. */
export class ProcessMeters {
  readonly all: readonly (Gauge | Histogram)[];
  private readonly delay: IntervalHistogram = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  private readonly gc = new Histogram(
    { name: 'nodejs_gc_duration_seconds', help: 'Time of garbage collections, by kind.', labels: ['kind'] } as const,
    GC_SECONDS,
  );
  private readonly observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { data } = collection.safeParse(entry);
      if (data !== undefined) this.gc.of(GC_KINDS.get(data.detail.kind) ?? 'other').observe(data.duration / 1000);
    }
  });

  constructor() {
    this.delay.enable();
    this.observer.observe({ entryTypes: ['gc'] });
    const started = Date.now() / 1000 - process.uptime();
    let utilized = performance.eventLoopUtilization();
    const utilization = (): number => {
      const before = utilized;
      utilized = performance.eventLoopUtilization();
      return performance.eventLoopUtilization(utilized, before).utilization;
    };
    this.all = [
      total('process_cpu_user_seconds_total', 'CPU time in user mode.', () => process.cpuUsage().user / 1e6),
      total('process_cpu_system_seconds_total', 'CPU time in system mode.', () => process.cpuUsage().system / 1e6),
      total('process_cpu_seconds_total', 'CPU time.', () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1e6;
      }),
      gauge('process_start_time_seconds', 'When the process began, since the epoch.', () => started),
      gauge('process_resident_memory_bytes', 'Memory in RAM.', () => process.memoryUsage.rss()),
      gauge('process_open_fds', 'Open file descriptors; NaN where the system does not tell.', openDescriptors),
      gauge('nodejs_heap_size_used_bytes', 'Heap in use.', () => process.memoryUsage().heapUsed),
      gauge('nodejs_heap_size_total_bytes', 'Heap taken from the system.', () => process.memoryUsage().heapTotal),
      gauge('nodejs_external_memory_bytes', 'Memory outside of the heap.', () => process.memoryUsage().external),
      gauge(
        'nodejs_eventloop_utilization_ratio',
        'Share of time that the event loop was busy since the last look.',
        utilization,
      ),
      gauge('nodejs_eventloop_lag_mean_seconds', 'Mean delay of the event loop since the last look.', () =>
        this.lag(this.delay.mean),
      ),
      gauge('nodejs_eventloop_lag_p50_seconds', 'Median of the same.', () => this.lag(this.delay.percentile(50))),
      gauge('nodejs_eventloop_lag_p90_seconds', '90th percentile of the same.', () =>
        this.lag(this.delay.percentile(90)),
      ),
      gauge('nodejs_eventloop_lag_p99_seconds', '99th percentile of the same.', () =>
        this.lag(this.delay.percentile(99)),
      ),
      gauge('nodejs_eventloop_lag_max_seconds', 'Longest of the same.', () => this.lag(this.delay.max)),
      this.gc,
      nodeVersion(),
      build(),
    ];
  }

  /** Was looked at: what is told since the last look begins anew. */
  looked(): void {
    this.delay.reset();
  }

  end(): void {
    this.delay.disable();
    this.observer.disconnect();
  }

  /** What Node.js measures has the interval itself in it. */
  private lag(nanoseconds: number): number {
    return this.delay.count === 0 ? 0 : Math.max(0, (nanoseconds - LOOP_RESOLUTION_MS * 1e6) / NANOSECONDS);
  }
}

function gauge(name: string, help: string, read: () => number): Gauge<[]> {
  const made = new Gauge<[]>({ name, help, labels: [] });
  made.set([], read);
  return made;
}

function total(name: string, help: string, read: () => number): Total<[]> {
  const made = new Total<[]>({ name, help, labels: [] });
  made.set([], read);
  return made;
}

function nodeVersion(): Gauge<['version']> {
  const made = new Gauge<['version']>({
    name: 'nodejs_version_info',
    help: 'Which Node.js it is.',
    labels: ['version'],
  });
  made.set([process.version], () => 1);
  return made;
}

function build(): Gauge<['version', 'node']> {
  const made = new Gauge<['version', 'node']>({
    name: 'behalf_build_info',
    help: 'Which version of Behalf it is, and on which Node.js.',
    labels: ['version', 'node'],
  });
  made.set([packageVersion(), process.version], () => 1);
  return made;
}

function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return Number.NaN;
  }
}
