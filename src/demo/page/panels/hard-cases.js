// @ts-check
import { element } from '../element.js';
import { load } from '../loading.js';
import { textAt } from '../reading.js';

/** Forced refreshes are limited to a few in a minute; this many run into the limit. */
const TOO_MANY = 20;

/** @type {import('../loading.js').Panel} */
export const hardCases = {
  id: 'hard-cases',
  title: 'Hard cases',
  lead: 'What breaks front ends, on purpose. Each answer says what helps, and the button does it.',
  show(host, context) {
    const { call, settings, signal, way } = context;
    const again = async () => greeting(await (await call('/v1.0/me', { signal })).json());
    // Tried again, one call tells whether the wait is over.
    let calls = TOO_MANY;
    const throttle = async () => {
      const left = calls;
      calls = 1;
      for (let made = 0; made < left; made += 1) await call('/auth/token/refresh', { method: 'POST', signal });
      calls = TOO_MANY;
      return element('p', { class: 'success' }, 'The API answers again.');
    };
    /** @param {string} account */
    const signInAs = (account) =>
      account === ''
        ? undefined
        : element(
            'button',
            { type: 'button', onclick: () => way.begin({ loginHint: account }) },
            `Sign in as ${account}`,
          );
    host.append(
      element(
        'div',
        { class: 'cases' },
        hardCase(
          'Consent is missing',
          'The account signs in, but has not allowed this API to act for it at Graph: 403 consent_required, with a link to the page where that is made up for.',
          [signInAs(settings.consentUser)],
          { label: 'Call as yourself', work: again },
          context,
        ),
        hardCase(
          'More proof is wanted',
          'Conditional Access wants MFA for Graph: 401 insufficient_claims. What Entra demands goes back to it with the next sign-in.',
          [signInAs(settings.mfaUser)],
          { label: 'Call as yourself', work: again },
          context,
        ),
        hardCase(
          'Signed out elsewhere',
          'Sessions revoked by you or an administrator end here with the next call. Revoke yours on the page of your account, come back, and call.',
          [
            element(
              'a',
              { class: 'button', href: settings.accountPage, target: '_blank', rel: 'noopener noreferrer' },
              'Where to revoke (new tab)',
            ),
          ],
          { label: 'Call again', work: again },
          context,
        ),
        hardCase(
          'Throttled',
          'Too many calls: 429 with Retry-After. The page waits as long as it is told and goes on by itself. This one asks for new tokens until the API has had enough.',
          [],
          { label: 'Call until throttled', work: throttle },
          context,
        ),
      ),
    );
  },
};

/**
 * One case: what it is, how to get into it, and a call that shows it.
 * @param {string} title
 * @param {string} text
 * @param {readonly (HTMLElement | undefined)[]} ways
 * @param {{ label: string, work: () => Promise<Node> }} trial
 * @param {import('../loading.js').Context} context
 */
function hardCase(title, text, ways, { label, work }, context) {
  const result = element('div', { 'aria-live': 'polite' });
  const button = element('button', { type: 'button', onclick: () => void load(result, context, work) }, label);
  return element(
    'section',
    { class: 'card', 'aria-label': title },
    element('h3', {}, title),
    element('p', { class: 'soft' }, text),
    element('p', { class: 'actions' }, ...ways, button),
    result,
  );
}

/** @param {unknown} me */
function greeting(me) {
  return element('p', { class: 'success' }, `It works: Graph knows you as ${textAt(me, 'displayName')}.`);
}
