import { createHash } from 'node:crypto';
import { z } from 'zod';

/** How a consent ended, and a whole answer that says so. */
export interface ConsentReturn {
  readonly given: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** From the user's consent a code, from an administrator's a word of Entra's own; a word of failure from both. */
const given = z.union([
  z.object({ code: z.string().min(1), error: z.undefined().optional() }),
  z.object({ admin_consent: z.string().regex(/^true$/i), error: z.undefined().optional() }),
]);
const refused = z.object({ error: z.string().min(1) });

const STYLE = `:root{color-scheme:light dark}
body{display:grid;min-height:100vh;margin:0;place-items:center;background:light-dark(#f6f6f9,#16161c);color:light-dark(#22222b,#ececf2);font:1rem/1.5 system-ui,sans-serif}
main{box-sizing:border-box;max-width:26rem;margin:1rem;padding:2rem;border:1px solid light-dark(#dcdce4,#34343f);border-radius:12px;background:light-dark(#fff,#1f1f27)}
h1{margin:0 0 .5rem;font-size:1.3rem}
p{margin:0}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const GIVEN = page('Consent is given', 'Close this window and try again.');
const REFUSED = page(
  'Consent was not given',
  'Nothing has changed. Close this window; if you may not consent yourself, ask an administrator.',
);
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * What comes back from a consent at Microsoft Entra, with the page for its window. The code it brings stays unused: what
 * counts is the grant, which Entra has written down. Undefined for what no consent ends with.
 */
export function consentReturn(query: unknown): ConsentReturn | undefined {
  if (given.safeParse(query).success) return { given: true, headers: HEADERS, body: GIVEN };
  return refused.safeParse(query).success ? { given: false, headers: HEADERS, body: REFUSED } : undefined;
}

function page(title: string, text: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;
}
