// @ts-check
import { element } from './element.js';
import { troubleCard } from './trouble.js';

/**
 * What a panel is given to work with. `signal` aborts when the person leaves the panel.
 * @typedef {object} Context
 * @property {import('./api.js').Call} call
 * @property {import('./api.js').Way} way
 * @property {{ name: string, account: string }} user
 * @property {{ consentUser: string, mfaUser: string, accountPage: string }} settings Names are empty where none is set.
 * @property {AbortSignal} signal
 * @property {(text: string) => void} say Tells the person at the page in passing.
 */

/**
 * One panel: a file of the folder panels.
 * @typedef {object} Panel
 * @property {string} id Its address after the `#`.
 * @property {string} title
 * @property {string} lead What it shows and by which calls.
 * @property {(host: HTMLElement, context: Context) => void | Promise<void>} show
 */

/**
 * Fills a place: grey lines while `work` runs, then what it made, or the trouble it ran into with a way out.
 * @param {HTMLElement} place
 * @param {Pick<Context, 'way' | 'signal'>} context
 * @param {() => Promise<Node>} work
 */
export async function load(place, { way, signal }, work) {
  place.setAttribute('aria-busy', 'true');
  place.replaceChildren(skeleton());
  /** @type {Node} */
  let made;
  try {
    made = await work();
  } catch (error) {
    const again = () => void load(place, { way, signal }, work);
    if (signal.aborted) return;
    made = troubleCard(error, { way, again, signal });
  }
  if (signal.aborted) return;
  place.replaceChildren(made);
  place.removeAttribute('aria-busy');
}

/** What stands where there is nothing. @param {string} text */
export function empty(text) {
  return element('p', { class: 'empty' }, text);
}

function skeleton() {
  const lines = [1, 2, 3].map(() => element('span', { class: 'bone' }));
  return element('div', { class: 'skeleton' }, element('span', { class: 'unseen' }, 'Loading'), ...lines);
}
