// @ts-check
import { element } from '../element.js';
import { troubleCard } from '../trouble.js';
import { size } from '../words.js';

/**
 * One transfer on its way: how far it is, and what to do where it fails.
 * @param {'Upload' | 'Download'} kind
 * @param {string} name
 * @param {number} total Bytes.
 * @param {import('../loading.js').Context} context
 */
export function transferRow(kind, name, total, { way, signal, say }) {
  const bar = element('progress', { max: Math.max(1, total), value: 0, 'aria-label': `${kind} of ${name}` });
  const state = element('span', { class: 'fine number' }, `0 of ${size(total)}`);
  const trouble = element('div', {});
  const row = element(
    'li',
    { class: 'transfer' },
    element('span', { class: 'name' }, `${kind}: ${name}`),
    state,
    bar,
    trouble,
  );
  /** @param {(onProgress: (done: number) => void) => Promise<void>} work */
  const run = async (work) => {
    trouble.replaceChildren();
    bar.value = 0;
    try {
      await work((done) => {
        bar.value = done;
        state.textContent = `${size(Math.min(done, total))} of ${size(total)}`;
      });
      bar.value = bar.max;
      state.textContent = `Done, ${size(total)}`;
      row.dataset['state'] = 'done';
      say(`${kind} of ${name} is done`);
    } catch (error) {
      if (signal.aborted) return;
      state.textContent = 'Stopped';
      trouble.replaceChildren(troubleCard(error, { way, signal, again: () => void run(work) }));
    }
  };
  return { row, run };
}
