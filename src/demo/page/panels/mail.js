// @ts-check
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { at, listAt, textAt } from '../reading.js';
import { moment } from '../words.js';

const PAGE = 10;
const FIRST =
  `/v1.0/me/messages?$top=${PAGE}&$orderby=receivedDateTime%20desc` +
  '&$select=id,subject,from,receivedDateTime,isRead,bodyPreview,hasAttachments';

/** @type {import('../loading.js').Panel} */
export const mail = {
  id: 'mail',
  title: 'Mail',
  lead: 'Newest first, ten a page. “Older” follows Graph’s own @odata.nextLink, which leads through this API.',
  show(host, context) {
    const place = element('div', {});
    host.append(place);
    /** Pages gone through, the one shown last. @type {string[]} */
    const gone = [FIRST];
    /** @param {string} address */
    const turnTo = async (address) => {
      await load(place, context, () => page(address));
      // The button that was pressed is gone.
      place.querySelector('h3')?.focus();
    };
    /** @param {string} address */
    async function page(address) {
      const answer = await context.call(address, { signal: context.signal });
      /** @type {unknown} */
      const read = await answer.json();
      const next = textAt(read, '@odata.nextLink');
      return element('div', {}, messages(listAt(read, 'value'), gone.length), turning(next));
    }
    /** @param {string} next */
    function turning(next) {
      const newer = element('button', { type: 'button', disabled: gone.length === 1 }, 'Newer');
      const older = element('button', { type: 'button', disabled: next === '' }, 'Older');
      newer.addEventListener('click', () => {
        gone.pop();
        void turnTo(gone.at(-1) ?? FIRST);
      });
      older.addEventListener('click', () => {
        gone.push(next);
        void turnTo(next);
      });
      return element('nav', { class: 'turning', 'aria-label': 'Pages of mail' }, newer, older);
    }
    return load(place, context, () => page(FIRST));
  },
};

/**
 * @param {readonly unknown[]} found
 * @param {number} number
 */
function messages(found, number) {
  const title = element('h3', { tabindex: -1, class: 'fine' }, `Page ${number}`);
  if (found.length === 0) return element('div', {}, title, empty('No mail here.'));
  return element('div', {}, title, element('ul', { class: 'rows mail' }, ...found.map(message)));
}

/** @param {unknown} one */
function message(one) {
  const unread = at(one, 'isRead') === false;
  const sender = textAt(one, 'from', 'emailAddress', 'name') || 'Draft';
  return element(
    'li',
    { class: unread ? 'unread' : undefined },
    element('span', { class: 'sender' }, unread ? element('span', { class: 'unseen' }, 'Unread: ') : undefined, sender),
    element('span', { class: 'subject' }, textAt(one, 'subject') || '(no subject)'),
    element(
      'time',
      { class: 'fine', datetime: textAt(one, 'receivedDateTime') },
      moment(textAt(one, 'receivedDateTime')),
    ),
    element('span', { class: 'preview soft' }, textAt(one, 'bodyPreview')),
  );
}
