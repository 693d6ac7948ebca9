import type { Fault, Faults, Side } from '../faults.js';
import { html } from './html.js';
import type { Html } from './html.js';

const SIDES: readonly { side: Side; title: string }[] = [
  { side: 'identity', title: 'Identity provider' },
  { side: 'graph', title: 'Graph' },
];

const PRESETS: readonly { label: string; fault: Fault; effect: string }[] = [
  { label: '429', fault: { status: 429, retryAfter: 5 }, effect: 'throttles every request for 5 seconds' },
  { label: '503', fault: { status: 503, retryAfter: 5 }, effect: 'is unavailable' },
  { label: 'Every other 500', fault: { status: 500, share: 0.5 }, effect: 'fails half of the requests' },
  { label: 'Slow', fault: { delayMs: 3000 }, effect: 'waits three seconds before each answer' },
  { label: 'Silent', fault: { hang: true }, effect: 'takes requests and never answers' },
  { label: 'Cut', fault: { reset: 'beforeHeaders' }, effect: 'cuts the connection before any header' },
  { label: 'Cut in the body', fault: { reset: 'midBody' }, effect: 'cuts the connection halfway through the body' },
];

/** One card per side: the fault that is on, and buttons for the usual ones. */
export function faultsSection({ switchedOn }: Faults): Html {
  return html`<section id="faults">
    <h2>Faults</h2>
    <p class="hint">
      Make one side misbehave and watch what the API makes of it. More than these:
      <code>PUT /sandbox/faults</code> takes status, retryAfter, delayMs, hang, reset, share and user.
    </p>
    <div class="cards">
      ${SIDES.map(({ side, title }) => {
        const on = switchedOn[side];
        return html`<article>
          <h3>
            ${title}
            <span class="badge ${on === undefined ? 'ready' : 'disabled'}"
              >${on === undefined ? 'behaves' : 'misbehaves'}</span
            >
          </h3>
          <p>${on === undefined ? 'Answers as it should.' : html`<code>${JSON.stringify(on)}</code>`}</p>
          <div class="switches">
            ${PRESETS.map(
              ({ label, fault, effect }) =>
                html`<button
                  class="switch"
                  aria-pressed="${JSON.stringify(on) === JSON.stringify(fault) ? 'true' : 'false'}"
                  title="${title} ${effect}"
                  data-control="PUT /sandbox/faults"
                  data-body="${JSON.stringify({ ...switchedOn, [side]: fault })}"
                >
                  ${label}
                </button>`,
            )}
            <button
              class="switch"
              data-control="PUT /sandbox/faults"
              data-body="${JSON.stringify({ ...switchedOn, [side]: undefined })}"
            >
              Behave
            </button>
          </div>
        </article>`;
      })}
    </div>
  </section>`;
}
