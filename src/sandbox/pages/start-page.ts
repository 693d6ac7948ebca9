import type { FastifyInstance } from 'fastify';
import type { Cloud } from '../cloud.js';
import { describeCloud } from '../controls/cloud-description.js';
import type { CloudDescription } from '../controls/cloud-description.js';
import type { ApiOrigins } from '../directory/seeded-directory.js';
import { applicationsSection } from './applications-section.js';
import { faultsSection } from './faults-section.js';
import { html, page, PAGE_HEADERS } from './html.js';
import type { Html } from './html.js';
import { journalSection } from './journal-section.js';
import { usersSection } from './users-section.js';

/** Registers `GET /`: what this cloud is, who lives in it, and buttons for every control. */
export function registerStartPage(app: FastifyInstance, cloud: Cloud, api: ApiOrigins): void {
  app.get('/', async (_request, reply) => {
    const description = describeCloud(cloud, api);
    const body = html`
      ${header(description)}
      <main>
        ${usersSection(description, cloud)} ${faultsSection(cloud.faults)} ${keysSection()}
        ${applicationsSection(description)} ${journalSection(cloud.journal)}
      </main>
      <p id="notice" role="status" hidden></p>
    `;
    return reply
      .headers({ ...PAGE_HEADERS, 'cross-origin-resource-policy': 'same-origin' })
      .send(page('Embedded tenant', body, { wide: true, script: '/sandbox/assets/start-page.js' }));
  });
}

function header({ origins, graph, api }: CloudDescription): Html {
  return html`<header>
    <div class="title">
      <h1>Embedded tenant</h1>
      <p class="badge warn">Not for production</p>
    </div>
    <p class="lead">
      A small cloud that stands in for Microsoft Entra ID and Microsoft Graph on this machine. Unmodified MSAL libraries
      and Graph clients work against it, and it refuses what the real ones refuse.
    </p>
    <nav>
      <a class="button" href="${api.url}/docs">Try the API in Swagger UI</a>
      <a class="button quiet" href="/sandbox">Everything as JSON</a>
      <a class="button quiet" href="/${api.tenantId}/v2.0/.well-known/openid-configuration">Discovery document</a>
    </nav>
    <dl class="addresses">
      <div>
        <dt>API</dt>
        <dd><code>${api.url}</code> <code>${api.https}</code></dd>
      </div>
      <div>
        <dt>Authority</dt>
        <dd><code>${origins.https}/${api.tenantId}</code></dd>
      </div>
      <div>
        <dt>Graph</dt>
        <dd><code>${graph}</code></dd>
      </div>
      <div>
        <dt>Scope of the API</dt>
        <dd><code>${api.scope}</code></dd>
      </div>
      <div>
        <dt>Plain http</dt>
        <dd><code>${origins.http}</code></dd>
      </div>
      <div>
        <dt>CA behind the https addresses</dt>
        <dd><code>${origins.ca}</code></dd>
      </div>
    </dl>
    <noscript><p class="error">The buttons on this page need JavaScript.</p></noscript>
  </header>`;
}

function keysSection(): Html {
  return html`<section id="keys">
    <h2>Signing keys and reset</h2>
    <div class="cards">
      <article>
        <h3>Rotate the keys</h3>
        <p>New tokens are signed with a new key at once. The old one stays published, as Entra does it.</p>
        <button data-control="POST /sandbox/keys/rotate" data-body="{}">Rotate</button>
      </article>
      <article>
        <h3>Rotate and withdraw</h3>
        <p>The old key disappears from the key set: every token it signed stops being valid.</p>
        <button data-control="POST /sandbox/keys/rotate" data-body='{"withdrawOld":true}'>Rotate and withdraw</button>
      </article>
      <article>
        <h3>Reset</h3>
        <p>Back to the start: user states, consents, faults, journal, sign-ins, what was written to Graph.</p>
        <button data-control="POST /sandbox/reset" class="danger">Reset everything</button>
      </article>
    </div>
  </section>`;
}
