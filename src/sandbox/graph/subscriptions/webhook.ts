import { setTimeout as delay } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import { Agent, request } from 'undici';
import type { Cloud } from '../../cloud.js';

export interface WebhookAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

const ANSWER_LIMIT = 65_536;

/** The way out of the cloud to those who are notified: never redirected, bounded in time and size. */
export class Webhook {
  private readonly ended = new AbortController();
  private agent: Agent | undefined;

  constructor(private readonly cloud: Cloud) {}

  /** Whether notifications may go there: this machine, and the hosts of the tenant and its applications. */
  reaches(address: URL): boolean {
    const host = address.hostname.toLowerCase();
    if (host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(?:\.\d+){3}$/.test(host))
      return true;
    const { origins, directory } = this.cloud;
    const known = [...origins.all, ...directory.applications.flatMap(({ redirectUris }) => redirectUris.map(uriOf))];
    return known.some((each) => URL.canParse(each) && new URL(each).hostname.toLowerCase() === host);
  }

  /** Throws when there is no answer within `milliseconds`, or when the cloud has ended. */
  async post(address: URL, body: string | undefined, milliseconds: number): Promise<WebhookAnswer> {
    const {
      statusCode,
      headers,
      body: answer,
    } = await request(address, {
      method: 'POST',
      headers: { 'content-type': body === undefined ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8' },
      body: body ?? '',
      dispatcher: this.dispatcher(),
      signal: AbortSignal.any([this.ended.signal, AbortSignal.timeout(milliseconds)]),
    });
    return { status: statusCode, type: String(headers['content-type'] ?? ''), text: await answer.text() };
  }

  /** Rejects when the cloud ends first. */
  async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.ended.signal, ref: false });
  }

  /** Cuts what is under way. */
  end(): void {
    this.ended.abort();
    void this.agent?.destroy();
  }

  private dispatcher(): Agent {
    const own = this.cloud.installation.readText('ca.pem');
    this.agent ??= new Agent({
      connect: { ca: [...rootCertificates, ...(own === undefined ? [] : [own])] },
      connections: 8,
      maxResponseSize: ANSWER_LIMIT,
    });
    return this.agent;
  }
}

function uriOf({ uri }: { uri: string }): string {
  return uri;
}
