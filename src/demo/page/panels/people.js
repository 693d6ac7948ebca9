// @ts-check
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { photos } from '../photo.js';
import { at, listAt, textAt } from '../reading.js';

/** As many as one batch of photos takes. */
const AT_MOST = 20;

/** @type {import('../loading.js').Panel} */
export const people = {
  id: 'people',
  title: 'People',
  lead: 'Those you work with most, as /me/people ranks them; their photos come in one $batch.',
  show(host, context) {
    const place = element('div', {});
    host.append(place);
    return load(place, context, () => list(context));
  },
};

/** @param {import('../loading.js').Context} context */
async function list({ call, signal }) {
  const answer = await call(`/v1.0/me/people?$top=${AT_MOST}`, { signal });
  const found = listAt(await answer.json(), 'value');
  if (found.length === 0) return empty('Nobody yet. People appear here as you work with them.');
  const pictured = found.map((person) => ({
    path: `users/${encodeURIComponent(textAt(person, 'userPrincipalName') || textAt(person, 'id'))}`,
    name: textAt(person, 'displayName'),
  }));
  const pictures = photos(call, pictured, { size: 48, signal });
  return element('ul', { class: 'people' }, ...found.map((person, place) => entry(person, pictures[place])));
}

/**
 * @param {unknown} person
 * @param {HTMLElement | undefined} picture
 */
function entry(person, picture) {
  const address = textAt(at(listAt(person, 'scoredEmailAddresses'), '0'), 'address');
  return element(
    'li',
    { class: 'card' },
    picture,
    element(
      'div',
      {},
      element('p', { class: 'name' }, textAt(person, 'displayName')),
      element('p', { class: 'soft' }, textAt(person, 'jobTitle') || textAt(person, 'companyName') || 'Contact'),
      address === '' ? undefined : element('p', { class: 'fine' }, address),
    ),
  );
}
