import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../common/log.js';
import type { Outbound } from '../common/outbound/outbound.js';
import { packageVersion } from '../common/package-version.js';
import type { TracingConfig } from '../config/app-config.js';
import { Recorded } from './recorded.js';

/**
 * An SDK of our own that sends spans to an OTLP collector. What our settings leave open (sampler, batching, headers,
 * resource attributes) it reads from OpenTelemetry's standard variables itself.
 */
export async function otlpSdk(
  { endpoint, protocol, serviceName }: TracingConfig,
  { log, outbound }: { readonly log: Log; readonly outbound: Outbound },
): Promise<Recorded> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const agent = endpoint.startsWith('https:') ? outbound.httpsAgent() : undefined;
  const exporter = new OTLPTraceExporter({ url: endpoint, ...(agent && { httpAgentOptions: () => agent }) });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'behalf', 'service.version': packageVersion() }))
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes(serviceName === undefined ? {} : { 'service.name': serviceName })),
    spanProcessors: [new BatchSpanProcessor(new ToldExporter(exporter, log))],
  });
  return new Recorded(provider, { flush: () => provider.forceFlush(), shutdown: () => provider.shutdown() });
}

/** Says in the log when spans are lost; the SDK says nothing to anybody. */
class ToldExporter implements SpanExporter {
  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: Log,
  ) {}

  export(spans: ReadableSpan[], done: Parameters<SpanExporter['export']>[1]): void {
    this.exporter.export(spans, (result) => {
      // ExportResultCode of @opentelemetry/core: 0 is success.
      const { code }: { readonly code: number } = result;
      if (code !== 0) this.log.warn('spans_lost', { count: spans.length });
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}
