// @ts-check
import { Challenge, wayOut } from './challenges.js';
import { element } from './element.js';

/**
 * A card that says what went wrong and offers the way out. What is to be tried again later counts down by itself and
 * stops when `signal` does.
 * @param {unknown} error
 * @param {{ way: import('./challenges.js').SignIn, again: () => void, signal: AbortSignal }} context
 */
export function troubleCard(error, { way, again, signal }) {
  const challenge = asChallenge(error);
  const out = wayOut(challenge, way);
  const countdown = element('span', { class: 'soft' });
  const go = out?.go ?? again;
  const label = out?.label ?? 'Try again';
  const button = element('button', { type: 'button', class: 'primary', onclick: go }, label);
  if (out !== undefined && out.go === undefined) countDown(out.seconds ?? 0, countdown, again, signal);
  return element(
    'section',
    { class: `trouble ${challenge.kind}`, role: 'alert', 'data-code': challenge.code },
    element('h3', {}, challenge.title),
    element('p', {}, challenge.detail),
    challenge.scopes.length === 0 ? undefined : scopesOf(challenge.scopes),
    element('p', { class: 'actions' }, button, countdown),
    element('p', { class: 'fine' }, factsOf(challenge)),
  );
}

/**
 * Anything thrown, as a challenge; what is a mistake of this page's goes to the console too.
 * @param {unknown} error
 */
function asChallenge(error) {
  if (error instanceof Challenge) return error;
  reportError(error);
  return new Challenge('refused', 'Something went wrong in this page', 'Reload it; the console has more.');
}

/** @param {readonly string[]} scopes */
function scopesOf(scopes) {
  return element(
    'ul',
    { class: 'tags', 'aria-label': 'Missing permissions' },
    ...scopes.map((scope) => element('li', {}, scope)),
  );
}

/** @param {Challenge} challenge */
function factsOf({ status, code, correlationId }) {
  const facts = [status === undefined ? '' : String(status), code, correlationId && `correlation id ${correlationId}`];
  return facts.filter((fact) => fact !== '').join(' · ');
}

/**
 * @param {number} seconds
 * @param {HTMLElement} place
 * @param {() => void} again
 * @param {AbortSignal} signal
 */
function countDown(seconds, place, again, signal) {
  let left = seconds;
  const tell = () => {
    place.textContent = `Tries again by itself in ${left} s`;
  };
  tell();
  // Read out once with the card, not every second.
  place.setAttribute('aria-live', 'off');
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0 && place.isConnected) return tell();
    clearInterval(timer);
    if (place.isConnected) again();
  }, 1000);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
