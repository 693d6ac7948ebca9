import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import { z } from 'zod';

const record = z.record(z.string(), z.unknown());
const identified = z.looseObject({ id: z.string() });
const collection = z.object({ value: z.array(record) });

export type Json = z.infer<typeof record>;

/** What is sent: JSON, or bytes of a media type. */
export interface Content {
  readonly json?: unknown;
  readonly raw?: { readonly type: string; readonly bytes: string | Buffer };
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly bytes: Buffer;
}

/** What must be a text. */
export function text(value: unknown): string {
  return z.string().parse(value);
}

/** One signed-in user of the API: asks below `/v1.0`, and finds or makes what a request is about. */
export class Person {
  constructor(
    readonly origin: string,
    readonly userPrincipalName: string,
    private readonly token: string,
    /** Somebody else of the same tenant, at the same API. */
    readonly other: (userPrincipalName: string) => Promise<Person>,
  ) {}

  /** `path` is below `/v1.0`, or an absolute address of the API, and goes out as it stands. */
  async send(method: Dispatcher.HttpMethod, path: string, { json, raw, headers }: Content = {}): Promise<Answer> {
    const absolute = path.startsWith(`${this.origin}/`);
    const answer = await getGlobalDispatcher().request({
      origin: this.origin,
      path: absolute ? path.slice(this.origin.length) : `/v1.0${path}`,
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...(raw !== undefined && { 'content-type': raw.type }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(raw !== undefined && { body: raw.bytes }),
    });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    return { status: answer.statusCode, headers: answer.headers, text: bytes.toString(), bytes };
  }

  /** The JSON object of a successful answer. */
  async ask(method: Dispatcher.HttpMethod, path: string, content?: Content): Promise<Json> {
    const { status, text: body } = await this.send(method, path, content);
    if (status < 200 || status > 299) throw new Error(`${method} ${path} answered ${status} ${body}`);
    return body === '' ? {} : record.parse(JSON.parse(body));
  }

  /** What a collection has. */
  async list(path: string): Promise<readonly Json[]> {
    return collection.parse(await this.ask('GET', path)).value;
  }

  /** The id of the first of a collection for which `holds`. */
  async first(path: string, holds: (entity: Json) => boolean = () => true): Promise<string> {
    const found = (await this.list(path)).find(holds);
    if (found === undefined) throw new Error(`${path} has none such`);
    return identified.parse(found).id;
  }

  /** The id of what a POST made. */
  async made(path: string, content: Content): Promise<string> {
    return identified.parse(await this.ask('POST', path, content)).id;
  }
}
