import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { z } from 'zod';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const attributes = z.array(attribute).default([]);
const traces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              traceState: z.string().optional(),
              name: z.string(),
              kind: z.number(),
              attributes,
              status: z.object({ code: z.number().optional() }).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** One span as it arrived. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly traceState: string | undefined;
  readonly name: string;
  /** https://opentelemetry.io/docs/specs/otel/protocol/: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly service: unknown;
  readonly version: unknown;
}

/** What takes spans by OTLP over HTTP. */
export interface Collector {
  readonly origin: string;
  /** Each request, with its path, type and bytes. */
  readonly requests: readonly { readonly path: string; readonly type: string; readonly body: Buffer }[];
  /** Of those that came as JSON. */
  spans(): readonly ArrivedSpan[];
  forget(): void;
  /** With which status it answers; 200 at first. */
  status: number;
  close(): Promise<void>;
}

/** Starts it on a free port; with a certificate it speaks https alone. */
export async function startCollector(tls?: { readonly cert: string; readonly key: string }): Promise<Collector> {
  const requests: { path: string; type: string; body: Buffer }[] = [];
  const server = tls === undefined ? createServer() : createTlsServer(tls);
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { 'content-type': type = '' } = request.headers;
      requests.push({ path: request.url ?? '', type, body: Buffer.concat(chunks) });
      response.writeHead(collector.status, { 'content-type': type }).end(type === 'application/json' ? '{}' : '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const collector: Collector = {
    origin: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${address.port}`,
    requests,
    status: 200,
    spans: () => requests.filter(({ type }) => type === 'application/json').flatMap(({ body }) => spansIn(body)),
    forget: () => void requests.splice(0),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return collector;
}

function spansIn(body: Buffer): ArrivedSpan[] {
  const { resourceSpans } = traces.parse(JSON.parse(body.toString()));
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ attributes: own, status, parentSpanId, traceState, ...span }) => ({
        ...span,
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        traceState: traceState === '' ? undefined : traceState,
        failed: status?.code === 2,
        attributes: plain(own),
        service: plain(resource.attributes)['service.name'],
        version: plain(resource.attributes)['service.version'],
      })),
  );
}

function plain(list: z.infer<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, Object.values(value)[0]]));
}
