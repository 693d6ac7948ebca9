// @ts-check
import { element } from '../element.js';
import { empty, load } from '../loading.js';
import { at, listAt, numberAt, textAt } from '../reading.js';
import { download, save, upload } from '../transfer.js';
import { moment, size } from '../words.js';
import { transferRow } from './transfer-row.js';

/** @typedef {{ id: string, name: string }} Folder */

/** @type {import('../loading.js').Panel} */
export const files = {
  id: 'files',
  title: 'Files',
  lead: 'Your OneDrive. Uploads go through this API as a stream; downloads come from where Graph keeps the bytes.',
  show(host, context) {
    /** From the root to the one that is open. @type {Folder[]} */
    const trail = [{ id: 'root', name: 'My files' }];
    const here = () => trail.at(-1)?.id ?? 'root';
    const path = element('nav', { class: 'trail', 'aria-label': 'Folders' });
    const place = element('div', {});
    const transfers = element('ul', { class: 'transfers', 'aria-label': 'Transfers' });

    const show = () => {
      path.replaceChildren(...crumbs());
      return load(place, context, () => listing());
    };
    const turn = () => {
      const shown = show();
      // The button that was pressed is gone.
      path.querySelector('span')?.focus();
      return shown;
    };
    const crumbs = () =>
      trail.map((folder, depth) => {
        if (depth === trail.length - 1) return element('span', { 'aria-current': 'page', tabindex: -1 }, folder.name);
        const back = () => {
          trail.length = depth + 1;
          void turn();
        };
        return element('button', { type: 'button', class: 'link', onclick: back }, folder.name);
      });
    const listing = async () => {
      const answer = await context.call(
        `/v1.0/me/drive/items/${encodeURIComponent(here())}/children?$top=100&$orderby=name`,
        { signal: context.signal },
      );
      const items = listAt(await answer.json(), 'value');
      if (items.length === 0) return empty('This folder is empty. Upload a file to fill it.');
      return element('ul', { class: 'rows files' }, ...items.map(row));
    };
    /** @param {unknown} item */
    const row = (item) => {
      const [id, name] = [textAt(item, 'id'), textAt(item, 'name')];
      const folder = at(item, 'folder');
      const open = () => {
        trail.push({ id, name });
        void turn();
      };
      return element(
        'li',
        {},
        folder === undefined
          ? element('span', { class: 'name' }, name)
          : element('button', { type: 'button', class: 'link name', onclick: open }, name),
        element('span', { class: 'fine' }, moment(textAt(item, 'lastModifiedDateTime'))),
        element('span', { class: 'fine number' }, contentsOf(item)),
        folder === undefined
          ? element(
              'button',
              { type: 'button', 'aria-label': `Download ${name}`, onclick: () => fetchFile(item) },
              'Download',
            )
          : element('span', {}),
      );
    };
    /** @param {unknown} item */
    const fetchFile = (item) => {
      const name = textAt(item, 'name');
      const { row: line, run } = transferRow('Download', name, numberAt(item, 'size') ?? 0, context);
      transfers.prepend(line);
      void run(async (onProgress) => {
        save(await download(context.call, textAt(item, 'id'), { onProgress, signal: context.signal }), name);
      });
    };
    /** @param {File} file */
    const sendFile = (file) => {
      const { row: line, run } = transferRow('Upload', file.name, file.size, context);
      const folder = here();
      transfers.prepend(line);
      void run(async (onProgress) => {
        const goal = `/v1.0/me/drive/items/${encodeURIComponent(folder)}:/${encodeURIComponent(file.name)}:/content`;
        await upload(goal, file, { way: context.way, onProgress, signal: context.signal });
        if (here() === folder) void show();
      });
    };

    const input = element('input', { type: 'file', id: 'upload', multiple: true });
    input.addEventListener('change', () => {
      for (const file of input.files ?? []) sendFile(file);
      input.value = '';
    });
    const choose = element('label', { class: 'upload', for: 'upload' }, element('span', {}, 'Upload files'), input);
    host.append(element('div', { class: 'bar' }, path, choose), transfers, place);
    return show();
  },
};

/** @param {unknown} item */
function contentsOf(item) {
  const children = numberAt(item, 'folder', 'childCount');
  if (children === undefined) return size(numberAt(item, 'size') ?? 0);
  return children === 1 ? '1 item' : `${children} items`;
}
