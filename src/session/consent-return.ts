import type { FastifyReply } from 'fastify';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Consents } from '../obo/consents.js';
import { badParameter } from './session.errors.js';

/** From the user's consent a code, from an administrator's a word of Entra's own; a word of failure from both. */
const given = z.union([
  z.object({ code: z.string().min(1), error: z.undefined().optional() }),
  z.object({ admin_consent: z.string().regex(/^true$/i), error: z.undefined().optional() }),
]);
const refused = z.object({ error: z.string().min(1) });
const stated = z.object({ state: z.string() });

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
 * Answers what comes back from a consent at Microsoft Entra. The code it brings stays unused: what counts is the grant,
 * which Entra has written down, and that the user's next call has a token with it. Leads on to `home`, an address of a
 * front end that shows what `error` says; without one the window was opened for this, and says how it ended. Throws
 * `invalid_request` for what no consent ends with.
 */
export async function answerConsent(
  reply: FastifyReply,
  query: unknown,
  { home, consents }: { readonly home: string | undefined; readonly consents: Consents },
): Promise<void> {
  const isGiven = given.safeParse(query).success;
  if (!isGiven && !refused.safeParse(query).success)
    throw badParameter('No consent has ended here. Try again what needs one.');
  if (isGiven) await consents.given(stated.safeParse(query).data?.state);
  if (home === undefined) {
    void reply.headers(HEADERS).send(isGiven ? GIVEN : REFUSED);
    return;
  }
  const target = new URL(home);
  if (!isGiven) target.searchParams.set('error', 'consent_required');
  void reply.redirect(target.href, 302);
}

function page(title: string, text: string): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>${STYLE}</style>`;
  return `<!doctype html><html lang="en"><head>${head}</head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;
}
