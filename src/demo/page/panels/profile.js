// @ts-check
import { readTogether } from '../batch.js';
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { photos } from '../photo.js';
import { textAt } from '../reading.js';

const FIELDS = 'id,displayName,jobTitle,mail,userPrincipalName,officeLocation,mobilePhone,department';

/** @type {import('../loading.js').Panel} */
export const profile = {
  id: 'profile',
  title: 'Profile',
  lead: 'You, as Microsoft Graph knows you: /me. Manager and photos may be missing, so they come in a $batch each.',
  show(host, context) {
    const place = element('div', {});
    host.append(place);
    return load(place, context, () => cards(context));
  },
};

/** @param {import('../loading.js').Context} context */
async function cards({ call, signal }) {
  const answer = await call(`/v1.0/me?$select=${FIELDS}`, { signal });
  /** @type {unknown} */
  const me = await answer.json();
  const [manager] = await readTogether(
    call,
    ['/me/manager?$select=id,displayName,jobTitle,mail,department,officeLocation'],
    signal,
  );
  const pictured = [
    { path: 'me', name: textAt(me, 'displayName') },
    ...(manager === undefined
      ? []
      : [{ path: `users/${textAt(manager, 'id')}`, name: textAt(manager, 'displayName') }]),
  ];
  const [mine, managers] = photos(call, pictured, { size: 120, signal });
  return element(
    'div',
    { class: 'pair' },
    card('Signed in', me, mine),
    manager === undefined
      ? element('section', { class: 'card' }, element('h3', {}, 'Manager'), empty('Nobody is named as your manager.'))
      : card('Manager', manager, managers),
  );
}

/**
 * @param {string} title
 * @param {unknown} person
 * @param {HTMLElement | undefined} picture
 */
function card(title, person, picture) {
  const rows = [
    ['Mail', textAt(person, 'mail')],
    ['Account', textAt(person, 'userPrincipalName')],
    ['Department', textAt(person, 'department')],
    ['Office', textAt(person, 'officeLocation')],
    ['Phone', textAt(person, 'mobilePhone')],
  ].filter(([, value]) => value !== '');
  return element(
    'section',
    { class: 'card person-card' },
    element('h3', {}, title),
    picture,
    element('p', { class: 'big' }, textAt(person, 'displayName')),
    element('p', { class: 'soft' }, textAt(person, 'jobTitle') || 'No job title'),
    element('dl', {}, ...rows.flatMap(([name = '', value]) => [element('dt', {}, name), element('dd', {}, value)])),
  );
}
