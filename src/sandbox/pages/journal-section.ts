import type { Journal, JournalEntry } from '../journal.js';
import { html } from './html.js';
import type { Html } from './html.js';

const SHOWN = 25;

/** The latest requests this cloud received, newest first. */
export function journalSection({ entries }: Journal): Html {
  const latest = entries.slice(-SHOWN).toReversed();
  return html`<section id="journal">
    <h2>Journal</h2>
    ${
      latest.length === 0
        ? html`<p class="empty">Nobody has asked identity or Graph anything yet.</p>`
        : html`<p class="hint">
              Requests to identity and Graph, newest first.
              <a href="/sandbox/journal">All ${entries.length} as JSON</a>
            </p>
            ${table(latest)}`
    }
  </section>`;
}

function table(entries: readonly JournalEntry[]): Html {
  return html`<div class="scroll">
    <table class="journal">
      <thead>
        <tr>
          <th>Time (UTC)</th>
          <th>Side</th>
          <th>Request</th>
          <th>Grant</th>
          <th>Status</th>
        </tr>
      </thead>
      <tbody>
        ${entries.map(
          ({ at, side, method, path, grant, status, errorCode }) =>
            html`<tr>
              <td class="mono">${at.slice(11, 23)}</td>
              <td>${side}</td>
              <td class="path"><code>${method} ${path}</code></td>
              <td>${grant?.replace('urn:ietf:params:oauth:grant-type:', '')}</td>
              <td>
                <span class="badge ${status >= 400 || status === 0 ? 'disabled' : 'ready'}"
                  >${status === 0 ? 'cut' : status}</span
                >
                ${errorCode}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
