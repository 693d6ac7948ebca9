// @ts-check
import { callsBy } from './api.js';
import { Challenge } from './challenges.js';
import { element } from './element.js';
import { PANELS } from './panels.js';
import { themeSwitch } from './theme.js';
import { callList } from './trace.js';
import { troubleCard } from './trouble.js';

/** Where the person was: kept over the ways to Entra and back. */
const PLACE = 'behalf-demo-place';

/**
 * The page of somebody who is signed in: navigation, one panel at a time, and the calls it made.
 * @param {HTMLElement} app
 * @param {{ way: import('./api.js').Way, user: { name: string, account: string },
 *   settings: import('./loading.js').Context['settings'], notice: HTMLElement | undefined }} with_
 */
export function showShell(app, { way, user, settings, notice }) {
  const { list, add } = callList();
  const call = callsBy(way, add);
  const status = element('p', { class: 'status', role: 'status' });
  const main = element('main', { id: 'main', tabindex: -1 });
  const links = PANELS.map(({ id, title }) => element('a', { href: `#${id}`, 'data-panel': id }, title));
  let leave = new AbortController();

  const open = (focus = true) => {
    const panel = PANELS.find(({ id }) => `#${id}` === location.hash) ?? PANELS[0];
    if (panel === undefined) return;
    sessionStorage.setItem(PLACE, panel.id);
    leave.abort();
    leave = new AbortController();
    for (const link of links) {
      if (link.dataset['panel'] !== panel.id) link.removeAttribute('aria-current');
      else {
        link.setAttribute('aria-current', 'page');
        // The row of them is longer than a narrow screen.
        link.scrollIntoView({ block: 'nearest', inline: 'center' });
      }
    }
    document.title = `${panel.title} · Behalf`;
    const heading = element('h2', { tabindex: -1 }, panel.title);
    const host = element('div', { class: 'panel', 'data-panel': panel.id });
    main.replaceChildren(heading, element('p', { class: 'lead' }, panel.lead), host);
    if (focus) heading.focus();
    void panel.show(host, {
      call,
      way,
      user,
      settings,
      signal: leave.signal,
      say: (text) => status.replaceChildren(text),
    });
  };

  const signOut = () => {
    leave.abort();
    sessionStorage.removeItem(PLACE);
    // What is on the page goes with the person, also where the browser keeps the page.
    main.replaceChildren(element('p', { class: 'empty' }, 'Signing out …'));
    list.remove();
    way.signOut().catch((error) => {
      main.replaceChildren(troubleCard(error, { way, again: signOut, signal: leave.signal }));
      if (!(error instanceof Challenge)) throw error;
    });
  };

  app.replaceChildren(
    element(
      'header',
      { class: 'top' },
      element('h1', { class: 'brand' }, 'Behalf'),
      element('span', { class: 'way' }, way.name === 'cookie' ? 'by cookie' : 'by MSAL.js'),
      element(
        'div',
        { class: 'who' },
        element(
          'span',
          { class: 'account' },
          element('b', {}, user.name),
          element('span', { class: 'fine' }, user.account),
        ),
        themeSwitch(),
        element('button', { type: 'button', onclick: signOut }, 'Sign out'),
      ),
    ),
    element('nav', { class: 'panels', 'aria-label': 'Panels' }, ...links),
    element('div', { class: 'content' }, ...(notice === undefined ? [] : [notice]), main, list, status),
  );

  addEventListener('hashchange', () => open());
  const kept = sessionStorage.getItem(PLACE);
  if (location.hash === '' && kept !== null) history.replaceState(null, '', `#${kept}`);
  open(false);
}
