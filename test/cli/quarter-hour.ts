/** Runs in the command's own process: whatever waits for 15 minutes has waited, and its clock is as late, from SIGUSR2 on. */
const PRELOAD = `
  const QUARTER_HOUR_MS = 15 * 60_000;
  let passed = 0;
  const waiting = [];
  process.on('SIGUSR2', () => {
    passed = QUARTER_HOUR_MS + 1000;
    for (const end of waiting.splice(0)) end();
  });
  const Now = Date;
  globalThis.Date = class extends Now {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [Now.now() + passed]));
    }
    static now() {
      return Now.now() + passed;
    }
  };
  globalThis.setTimeout = new Proxy(setTimeout, {
    apply: (real, self, [call, ms, ...others]) => {
      if (ms === QUARTER_HOUR_MS) waiting.push(() => call(...others));
      return Reflect.apply(real, self, [call, ms, ...others]);
    },
  });
  AbortSignal.timeout = new Proxy(AbortSignal.timeout, {
    apply: (real, self, [ms]) => {
      if (ms !== QUARTER_HOUR_MS) return Reflect.apply(real, self, [ms]);
      const controller = new AbortController();
      waiting.push(() => controller.abort(new DOMException('The time is over', 'TimeoutError')));
      return controller.signal;
    },
  });
`;

/** Environment of a command for which a quarter of an hour passes at once when it gets SIGUSR2. */
export const QUARTER_HOUR_AT_SIGUSR2 = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PRELOAD)}` };
