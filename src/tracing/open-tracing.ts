import type { Log } from '../common/log.js';
import type { Outbound } from '../common/outbound/outbound.js';
import type { Tracing } from '../common/trace/tracing.js';
import { Unrecorded } from '../common/trace/tracing.js';
import type { TracingConfig } from '../config/app-config.js';
import { ConfigurationError } from '../config/load-config.js';

/** Where OpenTelemetry's API, in whatever copy, keeps what was registered with it. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1');

/**
 * Who records traces: the SDK that somebody has loaded before us (`node --import`), otherwise our own where the settings
 * name a collector, otherwise nobody; then nothing of OpenTelemetry's is even loaded. Throws ConfigurationError.
 */
export async function openTracing(
  config: TracingConfig | undefined,
  parts: { readonly log: Log; readonly outbound: Outbound },
): Promise<Tracing> {
  if (REGISTERED in globalThis) {
    const { Recorded, registeredProvider } = await import('./recorded.js');
    const provider = registeredProvider();
    if (provider !== undefined) return new Recorded(provider);
  }
  if (config === undefined) return new Unrecorded();
  if (config.protocol !== 'http/protobuf' && config.protocol !== 'http/json') {
    const reason =
      'or, where it is set, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/protobuf or http/json; for another one load an SDK of your own with node --import';
    throw new ConfigurationError([{ name: 'OTEL_EXPORTER_OTLP_PROTOCOL', reason }]);
  }
  const { otlpSdk } = await import('./otlp-sdk.js').catch((error: unknown) => {
    if (!isMissingModule(error)) throw error;
    const reason = 'needs the optional dependencies: run npm ci without --omit=optional';
    throw new ConfigurationError([{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', reason }]);
  });
  return otlpSdk(config, parts);
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
