import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Log } from '../../common/log.js';
import { Meters } from '../../common/meters/meters.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import { listenFailure } from '../../config/listen-failure.js';
import { statusCodeOf } from '../readiness.js';
import { Standing } from '../standing.js';
import { EXPOSITION_TYPE, exposition } from './exposition.js';
import { ProcessMeters } from './process-meters.js';
import { explained } from './reasons.js';

/** Far more than a scraper and a person need at a time. */
const MOST_CONNECTIONS = 32;
const PATIENCE_MS = 10_000;

interface Document {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Where METRICS_PORT says, for those who run this and not for its callers: `/metrics` in Prometheus' text, `/ready` with
 * reasons. Goes on while the API drains. Nothing is measured of the process and nothing listens where it is not set.
 */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private server: Server | undefined;
  private process: ProcessMeters | undefined;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly meters: Meters,
    private readonly standing: Standing,
    private readonly log: Log,
  ) {}

  /** Where it listens; undefined where it does not. */
  get port(): number | undefined {
    const address = this.server?.address();
    return typeof address === 'object' ? address?.port : undefined;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { metrics } = this.config;
    if (metrics === undefined) return;
    this.process = new ProcessMeters();
    const server = createServer({ headersTimeout: PATIENCE_MS, requestTimeout: PATIENCE_MS }, (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        this.log.error('metrics_failed', {}, error);
        response.destroy();
      });
    });
    server.maxConnections = MOST_CONNECTIONS;
    server.listen(metrics.port, metrics.host);
    await once(server, 'listening').catch((error: unknown) => {
      throw listenFailure(error, { host: 'METRICS_HOST', port: 'METRICS_PORT' });
    });
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    this.process?.end();
    const { server } = this;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  private async answer({ method, url = '' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } =
      method === 'GET' || method === 'HEAD' ? await this.documentAt(url) : plain(405, 'Only GET is answered here.');
    response
      .writeHead(status, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      })
      .end(method === 'HEAD' ? undefined : body);
  }

  private async documentAt(url: string): Promise<Document> {
    const [path] = url.split('?', 1);
    if (path === '/metrics') return { status: 200, type: EXPOSITION_TYPE, body: await this.metrics() };
    if (path === '/ready') return this.readiness();
    return plain(404, 'There are /metrics and /ready.');
  }

  private async metrics(): Promise<string> {
    const { checks } = await this.standing.current();
    for (const [check, value] of Object.entries(checks))
      this.meters.standing.set([check], () => Number(value === 'ok' || value === 'off'));
    const text = exposition([...this.meters.all, ...(this.process?.all ?? [])]);
    this.process?.looked();
    return text;
  }

  private async readiness(): Promise<Document> {
    const state = await this.standing.current();
    const openBreakers = [...this.meters.breakers.entries()].flatMap(([[name], { read }]) =>
      read() === 1 ? name : [],
    );
    const body = { ...state, reasons: explained(state), openBreakers };
    return { status: statusCodeOf(state.status), type: 'application/json', body: `${JSON.stringify(body, null, 2)}\n` };
  }
}

function plain(status: number, text: string): Document {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}
