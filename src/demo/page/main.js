// @ts-check
import { unreachable } from './api.js';
import { Challenge } from './challenges.js';
import { element } from './element.js';
import { listAt, at, textAt } from './reading.js';
import { showShell } from './shell.js';
import { cookieWay } from './sign-in-cookie.js';
import { msalWay } from './sign-in-msal.js';
import { troubleCard } from './trouble.js';
import { showWelcome } from './welcome.js';

const KEY = 'behalf-demo-way';
/** What a sign-in or a consent may come back with in `error`, for people. */
const RETURNS = new Map([
  ['consent_required', 'You left the page or gave no permissions. What needs them will ask again.'],
  ['identity_unavailable', 'Microsoft Entra cannot be reached at the moment. Sign in again in a while.'],
  ['session_unavailable', 'Sign-ins cannot be kept at the moment. Sign in again in a while.'],
  ['access_blocked', 'Microsoft Entra blocks this account. Ask an administrator why.'],
  ['guest_not_allowed', 'Guests may not use this API. Sign in with an account of the organization’s own.'],
  ['tenant_not_allowed', 'Accounts of this organization may not use this API. Sign in with another.'],
  ['misconfigured', 'This API is not set up correctly at Microsoft Entra. Its operators have been told.'],
]);

/** @typedef {'cookie' | 'msal'} WayName */

async function start() {
  const app = document.getElementById('app');
  if (app === null) return;
  // What Entra or this API came back with.
  const error = new URLSearchParams(location.search).get('error') ?? '';
  const notice = error === '' ? undefined : noticeOf(RETURNS.get(error) ?? `The sign-in failed (${error}). Try again.`);
  try {
    const settings = await readSettings();
    const chosen = chosenWay(settings.ways);
    const way = chosen === 'msal' && settings.msal ? await msalWay(settings.msal) : cookieWay();
    // MSAL has read its answer from the address by now.
    clearAddress();
    const user = await way.user();
    if (user !== undefined) return showShell(app, { way, user, settings, notice });
    const choose = (/** @type {WayName} */ name) => {
      localStorage.setItem(KEY, name);
      // The other way may have somebody signed in already.
      location.reload();
    };
    showWelcome(app, { ways: settings.ways, chosen, choose, begin: () => way.begin({}), notice });
  } catch (error_) {
    clearAddress();
    stopWith(error_);
  }
}

const again = () => location.reload();

/** Nothing but what went wrong, and the way to begin anew. @param {unknown} error */
function stopWith(error) {
  const main = element('main', { id: 'main', class: 'welcome' }, element('h1', {}, 'Behalf'));
  main.append(troubleCard(error, { way: { begin: again }, again, signal: new AbortController().signal }));
  document.getElementById('app')?.replaceChildren(main);
}

/** What this API tells the page of itself. */
async function readSettings() {
  const answer = await fetch('/demo/settings.json', { cache: 'no-store' }).catch(() => {
    throw unreachable();
  });
  /** @type {unknown} */
  const told = await answer.json();
  const msal = at(told, 'msal');
  return {
    ways: listAt(told, 'ways').filter((way) => way === 'cookie' || way === 'msal'),
    msal:
      msal === undefined
        ? undefined
        : {
            clientId: textAt(msal, 'clientId'),
            authority: textAt(msal, 'authority'),
            scope: textAt(msal, 'scope'),
            authorityMetadata: textAt(msal, 'authorityMetadata'),
          },
    consentUser: textAt(told, 'consentUser'),
    mfaUser: textAt(told, 'mfaUser'),
    accountPage: textAt(told, 'accountPage'),
  };
}

/** @param {readonly WayName[]} ways @returns {WayName} */
function chosenWay(ways) {
  const kept = localStorage.getItem(KEY);
  return ways.find((way) => way === kept) ?? ways[0] ?? 'cookie';
}

/** Nothing of a sign-in stays in the address or the history; the panel does. */
function clearAddress() {
  if (location.search !== '') history.replaceState(null, '', `/${location.hash}`);
}

/** @param {string} text */
function noticeOf(text) {
  return element('p', { class: 'notice', role: 'alert' }, text);
}

// Where the page cannot be left for a sign-in, nobody has waited to be told.
addEventListener('unhandledrejection', (event) => {
  if (!(event.reason instanceof Challenge)) return;
  event.preventDefault();
  stopWith(event.reason);
});

// A page the browser kept shows what was on it, whoever is signed in now.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  document.getElementById('app')?.replaceChildren();
  location.reload();
});

await start();
