// @ts-check
import { element } from './element.js';

const KEPT = 40;

/** The list of calls this page has made to the API, newest first, and how to add one. */
export function callList() {
  const rows = element('tbody', {});
  const count = element('span', { class: 'count' }, '0');
  let made = 0;
  const head = element('tr', {}, ...['Call', 'Status', 'Time'].map((name) => element('th', { scope: 'col' }, name)));
  const list = element(
    'details',
    { class: 'calls' },
    element('summary', {}, 'Calls to the API ', count),
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Calls to the API' },
      element('table', {}, element('thead', {}, head), rows),
    ),
  );
  /** @param {{ method: string, path: string, status: number, ms: number }} line */
  const add = ({ method, path, status, ms }) => {
    made += 1;
    count.textContent = String(made);
    const row = element(
      'tr',
      {},
      element('td', {}, element('code', {}, `${method} ${readable(path)}`)),
      element('td', {}, element('span', { class: status < 400 ? 'good' : 'bad' }, String(status))),
      element('td', { class: 'number' }, `${ms} ms`),
    );
    rows.prepend(row);
    while (rows.children.length > KEPT) rows.lastElementChild?.remove();
  };
  return { list, add };
}

/** @param {string} path */
function readable(path) {
  return path.replaceAll('%24', '$').replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('+', ' ');
}
