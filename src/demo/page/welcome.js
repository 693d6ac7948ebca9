// @ts-check
import { element } from './element.js';
import { themeSwitch } from './theme.js';

const WAYS = {
  cookie: {
    title: 'By cookie',
    text: 'The browser holds a cookie no script can read; Behalf keeps the token. For web applications of your own origin.',
  },
  msal: {
    title: 'By MSAL.js',
    text: 'This page gets a token for the API and sends it with every call. For single-page applications anywhere.',
  },
};

/**
 * The page of nobody: the choice between the ways to sign in, and the button.
 * @param {HTMLElement} app
 * @param {{ ways: readonly ('cookie' | 'msal')[], chosen: 'cookie' | 'msal', choose: (way: 'cookie' | 'msal') => void,
 *   begin: () => void, notice: HTMLElement | undefined }} with_
 */
export function showWelcome(app, { ways, chosen, choose, begin, notice }) {
  document.title = 'Behalf: a front end on Microsoft Graph';
  const options = ways.map((name) => {
    const input = element('input', {
      type: 'radio',
      name: 'way',
      value: name,
      id: `way-${name}`,
      checked: name === chosen,
    });
    input.addEventListener('change', () => choose(name));
    const { title, text } = WAYS[name];
    return element(
      'label',
      { class: 'option', for: `way-${name}` },
      input,
      element('span', {}, element('b', {}, title), element('span', { class: 'soft' }, text)),
    );
  });
  app.replaceChildren(
    element(
      'header',
      { class: 'top' },
      element('span', { class: 'brand' }, 'Behalf'),
      element('div', { class: 'who' }, themeSwitch()),
    ),
    element(
      'main',
      { id: 'main', class: 'welcome', tabindex: -1 },
      element('h1', {}, 'Your Microsoft 365, through an API of your own'),
      element(
        'p',
        { class: 'lead' },
        'Profile, mail, calendar, files and notes: this page calls Behalf, and Behalf calls Microsoft Graph on your behalf. No Graph token ever reaches the browser.',
      ),
      notice,
      element('fieldset', {}, element('legend', {}, 'How to sign in'), ...options),
      element(
        'p',
        { class: 'actions' },
        element('button', { type: 'button', class: 'primary', onclick: begin }, 'Sign in'),
      ),
    ),
  );
}
