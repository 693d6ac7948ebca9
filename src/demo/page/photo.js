// @ts-check
import { readTogether } from './batch.js';
import { Challenge } from './challenges.js';
import { element } from './element.js';

/** @typedef {{ path: string, name: string }} Pictured `path` is `me`, or `users/` and an id or a name. */

/**
 * Places with people's initials, in the order given, that get their photos where they have any: one call for all.
 * @param {import('./api.js').Call} call
 * @param {readonly Pictured[]} people At most 20.
 * @param {{ size: 48 | 120, signal: AbortSignal }} options
 */
export function photos(call, people, { size, signal }) {
  const places = people.map(({ name }) =>
    element('span', { class: `photo s${size}`, 'aria-hidden': 'true' }, initials(name)),
  );
  const paths = people.map(({ path }) => `/${path}/photo/$value`);
  void fill();
  return places;

  async function fill() {
    try {
      const found = await readTogether(call, paths, signal);
      for (const [index, bytes] of found.entries())
        if (typeof bytes === 'string') places[index]?.replaceChildren(picture(bytes, size));
    } catch (error) {
      // Initials are as good; what is wrong, the panel's own call runs into as well.
      if (!(error instanceof Challenge) && !signal.aborted) reportError(error);
    }
  }
}

/**
 * @param {string} base64
 * @param {number} size
 */
function picture(base64, size) {
  const address = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))]));
  const made = element('img', { alt: '', width: size, height: size });
  made.addEventListener('load', () => URL.revokeObjectURL(address), { once: true });
  made.src = address;
  return made;
}

/** @param {string} name */
function initials(name) {
  const [first = '', ...rest] = name.split(/\s+/).filter((word) => word !== '');
  return `${first.slice(0, 1)}${(rest.at(-1) ?? '').slice(0, 1)}`.toUpperCase() || '?';
}
