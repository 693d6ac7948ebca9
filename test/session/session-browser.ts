import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Dispatcher } from 'undici';
import { getGlobalDispatcher } from 'undici';
import type { OpenSession } from '../../src/session/sessions.js';
import { Sessions } from '../../src/session/sessions.js';
import type { TestSystem } from '../helpers/api.js';
import type { Answer } from '../helpers/refusals.js';
import { answerOf } from '../helpers/refusals.js';
import { HttpBrowser } from '../sandbox/identity/http-browser.js';

export const MEGAN = 'megan@contoso.example';
export const ADELE = 'adele@contoso.example';

/** What a browser sends along when a window goes somewhere by itself. */
export const NAVIGATION = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
/** What it sends for a script of the page itself. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };

/** One person's browser: at Entra's pages, and at the API with the cookies that the API gives it. */
export class SessionBrowser {
  readonly cookies = new Map<string, string>();
  readonly entra: HttpBrowser;
  /** As they came, of the last answer. */
  setCookies: readonly string[] = [];

  constructor(
    private readonly system: TestSystem,
    /** Another replica than the system's own API. */
    private readonly url: string = system.url,
  ) {
    this.entra = new HttpBrowser(system.tenant);
  }

  get session(): string | undefined {
    return this.cookies.get('behalf-session');
  }

  /** The same person with the same cookies at another replica. */
  at(url: string): SessionBrowser {
    const there = new SessionBrowser(this.system, url);
    for (const [name, value] of this.cookies) there.cookies.set(name, value);
    return there;
  }

  async send(
    method: Dispatcher.HttpMethod,
    path: string,
    headers: Readonly<Record<string, string>> = SAME_ORIGIN,
  ): Promise<Answer> {
    const cookie = [...this.cookies].map((pair) => pair.join('=')).join('; ');
    const answer = await getGlobalDispatcher().request({
      origin: this.url,
      path,
      method,
      headers: { ...(cookie !== '' && { cookie }), ...headers },
    });
    this.setCookies = [answer.headers['set-cookie'] ?? []].flat();
    for (const line of this.setCookies) this.keep(line);
    return answerOf(answer);
  }

  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer> {
    return this.send('GET', path, headers);
  }

  /** To Entra's page, and as far as its code: answers the address that the browser is sent back to. */
  authorized(user: string, query: Readonly<Record<string, string>> = {}): Promise<URL> {
    return this.authorizedAt(user, `/auth/login?${new URLSearchParams(query).toString()}`);
  }

  /** The whole way. Answers what the callback says. */
  async signIn(user: string, query: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.back(await this.authorized(user, query));
  }

  /** The whole way by a link of the API's. Answers what the callback says. */
  async signInAt(user: string, link: URL): Promise<Answer> {
    return this.back(await this.authorizedAt(user, `${link.pathname}${link.search}`));
  }

  private async authorizedAt(user: string, path: string): Promise<URL> {
    await this.entra.open(location(await this.get(path, NAVIGATION)).href);
    if (this.entra.has('i0116')) await this.entra.signIn(user);
    while (this.entra.page.left === undefined && this.entra.has('idSIButton9')) await this.entra.submit('idSIButton9');
    const { left } = this.entra.page;
    if (left === undefined) throw new Error(`the browser stays at ${this.entra.page.html}`);
    return left;
  }

  private back({ pathname, search }: URL): Promise<Answer> {
    return this.get(`${pathname}${search}`, { ...NAVIGATION, 'sec-fetch-site': 'cross-site' });
  }

  private keep(line: string): void {
    const [pair = ''] = line.split(';', 1);
    const equals = pair.indexOf('=');
    if (/; max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, equals));
    else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

/** The session of a browser's cookie, as an API finds it. */
export async function openedSession(app: NestFastifyApplication, { session }: SessionBrowser): Promise<OpenSession> {
  const found = await app.get(Sessions, { strict: false }).open(session ?? '');
  if (found === undefined) throw new Error('the session is not there');
  return found;
}

/** Begins as many sessions like this one, a moment after each other, and answers how many others ended for them. */
export async function beginLike(
  { stored: _stored, ...record }: OpenSession,
  apps: readonly NestFastifyApplication[],
  count: number,
): Promise<number> {
  let ended = 0;
  for (let begun = 1; begun <= count; begun += 1) {
    const sessions = apps[begun % apps.length]?.get(Sessions, { strict: false });
    const answer = await sessions?.begin({ ...record, createdAt: record.createdAt + begun });
    ended += answer?.displaced ?? 0;
  }
  return ended;
}

/** Where an answer sends the browser. */
export function location({ headers, body }: Answer): URL {
  const target = headers['location'];
  if (typeof target !== 'string') throw new Error(`the browser is sent nowhere: ${JSON.stringify(body)}`);
  return new URL(target);
}
