// @ts-check
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { listAt, textAt } from '../reading.js';
import { save } from '../transfer.js';
import { troubleCard } from '../trouble.js';
import { moment } from '../words.js';
import { noteFrame } from './note-frame.js';

/** @type {import('../loading.js').Panel} */
export const notes = {
  id: 'notes',
  title: 'OneNote',
  lead: 'Pages as Graph’s HTML, in a frame where nothing runs; or as Markdown, which this API makes of them.',
  show(host, context) {
    const list = element('div', {});
    const page = element('section', { class: 'card note', 'aria-label': 'Page' }, empty('Choose a page to read it.'));
    host.append(element('div', { class: 'split' }, list, page));
    return load(list, context, async () => {
      const answer = await context.call('/v1.0/me/onenote/pages?$select=id,title,lastModifiedDateTime&$top=50', {
        signal: context.signal,
      });
      const pages = listAt(await answer.json(), 'value');
      if (pages.length === 0) return empty('No pages. What you write in OneNote appears here.');
      return element('ul', { class: 'rows notes' }, ...pages.map((one) => entry(one, page, context)));
    });
  },
};

/**
 * @param {unknown} one
 * @param {HTMLElement} page
 * @param {import('../loading.js').Context} context
 */
function entry(one, page, context) {
  const [id, title] = [textAt(one, 'id'), textAt(one, 'title') || 'Untitled page'];
  const button = element('button', { type: 'button', class: 'link name' }, title);
  button.addEventListener('click', () => {
    for (const other of page.parentElement?.querySelectorAll('[aria-current]') ?? [])
      other.removeAttribute('aria-current');
    button.setAttribute('aria-current', 'true');
    void open(id, title, page, context);
  });
  return element('li', {}, button, element('span', { class: 'fine' }, moment(textAt(one, 'lastModifiedDateTime'))));
}

/**
 * @param {string} id
 * @param {string} title
 * @param {HTMLElement} page
 * @param {import('../loading.js').Context} context
 */
async function open(id, title, page, context) {
  const { call, signal, way } = context;
  const address = `/v1.0/me/onenote/pages/${encodeURIComponent(id)}/content`;
  const trouble = element('div', {});
  const asMarkdown = async () => {
    trouble.replaceChildren();
    try {
      const answer = await call(`${address}?$format=text/markdown`, { signal });
      save(await answer.blob(), nameOf(answer.headers.get('content-disposition'), title));
    } catch (error) {
      trouble.replaceChildren(troubleCard(error, { way, signal, again: () => void asMarkdown() }));
    }
  };
  await load(page, context, async () => {
    const answer = await call(address, { signal });
    const frame = await noteFrame(await answer.text(), title, context);
    const button = element('button', { type: 'button', onclick: () => void asMarkdown() }, 'Download as Markdown');
    const heading = element('h3', { tabindex: -1 }, title);
    return element('div', {}, element('div', { class: 'bar' }, heading, button), trouble, frame);
  });
  page.querySelector('h3')?.focus();
}

/**
 * The name the API gives the file; RFC 6266 section 4.3: the extended one counts where both are there.
 * @param {string | null} disposition
 * @param {string} title
 */
function nameOf(disposition, title) {
  const [, extended] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  const [, plain] = /filename="([^"]+)"/i.exec(disposition ?? '') ?? [];
  return extended === undefined ? (plain ?? `${title}.md`) : decodeURIComponent(extended);
}
