// @ts-check
import { element } from '../element.js';
import { load } from '../loading.js';
import { at, listAt, textAt } from '../reading.js';
import { moment } from '../words.js';

/** @type {import('../loading.js').Panel} */
export const token = {
  id: 'token',
  title: 'Token',
  lead: 'What the API says about the tokens it works with for you: GET /auth/token. The tokens themselves stay there.',
  show(host, context) {
    const place = element('div', {});
    const { call, signal, say, way } = context;
    const show = () => load(place, context, async () => tables(await (await call('/auth/token', { signal })).json()));
    const refresh = () =>
      load(place, context, async () => {
        const answer = await call('/auth/token/refresh', { method: 'POST', signal });
        say('The API has a new token for Graph');
        return tables(await answer.json());
      });
    const forget = () =>
      load(place, context, async () => {
        await call('/auth/token', { method: 'DELETE', signal });
        say('The API has forgotten your tokens');
        return way.name === 'cookie' ? signedOut(way) : noneHeld();
      });
    const actions = element(
      'span',
      { class: 'actions' },
      element('button', { type: 'button', onclick: () => void show() }, 'Look again'),
      element('button', { type: 'button', onclick: () => void refresh() }, 'Force refresh'),
      element('button', { type: 'button', onclick: () => void forget() }, 'Forget my tokens'),
    );
    host.append(element('div', { class: 'bar' }, element('h3', {}, 'Held for you'), actions), place);
    return show();
  },
};

/** A front end with a token of its own goes on as before. */
function noneHeld() {
  const text = 'The API holds no Graph token for you now. The next call to Graph makes it ask Entra again.';
  return element('p', { class: 'empty' }, text);
}

/**
 * By cookie the API held the sign-in too.
 * @param {import('../api.js').Way} way
 */
function signedOut(way) {
  const text = 'The API holds no token for you now, and the cookie stands for none: you are signed out here.';
  return element(
    'section',
    { class: 'card' },
    element('p', { class: 'soft' }, text),
    element(
      'p',
      { class: 'actions' },
      element('button', { type: 'button', class: 'primary', onclick: () => way.begin({}) }, 'Sign in again'),
    ),
  );
}

/** @param {unknown} told */
function tables(told) {
  const scopes = listAt(told, 'graph', 'scopes').filter((scope) => typeof scope === 'string');
  const rows = [
    ['Graph token', `until ${moment(textAt(told, 'graph', 'expiresOn'))}, from ${textAt(told, 'graph', 'source')}`],
    ['Your token', `until ${moment(textAt(told, 'expiresOn'))}`],
  ];
  return element(
    'div',
    { class: 'pair' },
    element(
      'section',
      { class: 'card' },
      element('h4', {}, 'Graph'),
      facts(rows),
      element('h4', {}, 'Granted permissions'),
      element('ul', { class: 'tags' }, ...scopes.map((scope) => element('li', {}, scope))),
    ),
    element('section', { class: 'card' }, element('h4', {}, 'Who calls'), facts(claimsOf(at(told, 'caller')))),
  );
}

/** @param {unknown} caller */
function claimsOf(caller) {
  if (typeof caller !== 'object' || caller === null) return [];
  return Object.entries(caller).map(([name, value]) => [name, claimOf(name, value)]);
}

/** Seconds since the epoch (RFC 7519 section 2, NumericDate). */
const TIMES = new Set(['iat', 'nbf', 'exp', 'auth_time']);

/**
 * @param {string} name
 * @param {unknown} value
 */
function claimOf(name, value) {
  if (TIMES.has(name) && typeof value === 'number') return moment(new Date(value * 1000).toISOString());
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** @param {readonly (readonly string[])[]} rows */
function facts(rows) {
  return element(
    'dl',
    {},
    ...rows.flatMap(([name = '', value = '']) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}
