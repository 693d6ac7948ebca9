import { fetch } from 'undici';
import type { Response } from 'undici';
import type { TestTenant } from '../../helpers/tenant.js';

/** A page as a person would see it, or the redirect that left the tenant. */
export interface Visit {
  readonly status: number;
  readonly address: string;
  readonly html: string;
  /** Where a redirect out of the tenant leads. */
  readonly left?: URL;
}

/** Just enough of a browser for pages without scripts: cookies, redirects, forms. */
export class HttpBrowser {
  private readonly cookies = new Map<string, string>();
  page: Visit = { status: 0, address: '', html: '' };

  constructor(
    private readonly tenant: TestTenant,
    readonly origin: string = tenant.origins.http,
  ) {}

  async open(address: string): Promise<Visit> {
    return this.go(new URL(address, this.origin), { method: 'GET' });
  }

  /** Fills the form that has the element `button` and submits it with that button. */
  async submit(button: string, fields: Readonly<Record<string, string>> = {}): Promise<Visit> {
    const form = [...this.page.html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].find(([, , inside]) =>
      inside?.includes(`id="${button}"`),
    );
    if (form === undefined) throw new Error(`no form with #${button} on this page: ${this.page.html}`);
    const [, action = '', inside = ''] = form;
    const filled = new URLSearchParams();
    for (const [input] of inside.matchAll(/<(?:input|button)[^>]*>/gs)) {
      const name = attribute(input, 'name');
      if (name === undefined) continue;
      const isButton = input.startsWith('<button') || attribute(input, 'type') === 'submit';
      if (isButton && attribute(input, 'id') !== button) continue;
      const id = attribute(input, 'id') ?? '';
      filled.set(name, fields[id] ?? attribute(input, 'value') ?? '');
    }
    return this.go(new URL(unescaped(action), this.page.address), { method: 'POST', body: filled });
  }

  /** Types name and password of a seeded user. */
  async signIn(userPrincipalName: string): Promise<Visit> {
    const user = this.tenant.user(userPrincipalName);
    await this.submit('idSIButton9', { i0116: user.mail });
    return this.submit('idSIButton9', { i0118: user.password });
  }

  has(id: string): boolean {
    return this.page.html.includes(`id="${id}"`);
  }

  private async go(address: URL, init: { method: string; body?: URLSearchParams }): Promise<Visit> {
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      dispatcher: this.tenant.agent,
      headers: { cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') },
    });
    this.keepCookies(response);
    const html = await response.text();
    const location = response.headers.get('location');
    const target = location === null ? undefined : new URL(location, address);
    const outside = target !== undefined && target.origin !== this.origin;
    this.page = { status: response.status, address: address.href, html, ...(outside && { left: target }) };
    return target === undefined || outside ? this.page : this.go(target, { method: 'GET' });
  }

  private keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';', 1);
      const equals = pair.indexOf('=');
      if (/max-age=0/i.test(line)) this.cookies.delete(pair.slice(0, equals));
      else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
  }
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&');
}
