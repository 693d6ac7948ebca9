import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

// swc instead of vitest's own transformer: Nest's injection needs decorator metadata.
export default defineConfig({
  plugins: [
    swc.vite({
      module: { type: 'es6' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    }),
  ],
  test: {
    globalSetup: ['test/helpers/skip-reasons.ts'],
    include: ['src/**/*.spec.ts', 'test/**/*.e2e-spec.ts'],
    // All cores: vitest leaves one to others, which is half of two.
    maxWorkers: '100%',
    // One module graph per worker: loading it for each file would take as long as the tests. A file that changes what
    // others see puts it back.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['src/**/*.ts'], exclude: ['src/**/*.spec.ts'] },
  },
});
