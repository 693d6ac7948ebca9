import type { ApplicationDescription, CloudDescription } from '../controls/cloud-description.js';
import { html } from './html.js';
import type { Html } from './html.js';

/** Registered applications; secrets and redirect addresses are folded away. */
export function applicationsSection({ applications, tenants }: CloudDescription): Html {
  const domains = new Map(tenants.map(({ id, domain }) => [id, domain]));
  return html`<section id="applications">
    <h2>Applications</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th>Name</th>
            <th>Client id</th>
            <th>Tenant</th>
            <th>Credentials</th>
            <th>Redirect addresses</th>
          </tr>
        </thead>
        <tbody>
          ${applications.map(
            (application) =>
              html`<tr>
                <td class="name">${application.name}</td>
                <td><button class="copy" data-copy="${application.clientId}">${application.clientId}</button></td>
                <td>${domains.get(application.tenantId)}</td>
                <td>${credentials(application)}</td>
                <td>${redirects(application)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

function credentials({ secret, certificate }: ApplicationDescription): Html {
  if (secret === undefined && certificate === undefined) return html`<span class="soft">none, a public client</span>`;
  return html`<details>
    <summary>Show</summary>
    ${secret !== undefined && html`<p>Secret <button class="copy" data-copy="${secret}">${secret}</button></p>`}
    ${certificate !== undefined && html`<p>Certificate with key <code>${certificate}</code></p>`}
  </details>`;
}

function redirects({ redirectUris }: ApplicationDescription): Html {
  if (redirectUris.length === 0) return html`<span class="soft">none</span>`;
  return html`<details>
    <summary>${redirectUris.length}</summary>
    <ul>
      ${redirectUris.map((uri) => html`<li><code>${uri}</code></li>`)}
    </ul>
  </details>`;
}
