// The embedded tenant of the drills, as Entra and as Graph, told what to do by its own controls.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';
import { start } from './children.mjs';
import { freePort } from '../free-port.mjs';
import { DOMAIN } from './names.mjs';

const PEOPLE = 48;

export class Tenant {
  #tokens = new Map();

  static async start(folder, publicUrl) {
    const tenant = new Tenant();
    const [port, tlsPort] = [await freePort(), await freePort()];
    tenant.controls = `http://localhost:${port}`;
    tenant.authority = `https://login.${DOMAIN}:${tlsPort}`;
    tenant.graph = `https://graph.${DOMAIN}:${tlsPort}`;
    const options = {
      folder,
      port,
      tlsPort,
      people: PEOPLE,
      issuer: tenant.authority,
      furtherOrigins: [tenant.authority, tenant.graph],
      tlsHosts: ['login', 'graph', 'api'].map((name) => `${name}.${DOMAIN}`),
      api: { http: 'http://localhost:1', https: publicUrl },
    };
    const file = fileURLToPath(new URL('tenant-process.mjs', import.meta.url));
    const child = start(process.execPath, [file, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [facts] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
    if (facts?.people === undefined) throw new Error('the embedded tenant did not start');
    return Object.assign(tenant, facts);
  }

  /** What points an API at it. */
  get environment() {
    const { tenantId, clientId, secret } = this.registration;
    return {
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: secret,
      AZURE_AUTHORITY_HOST: this.authority,
      GRAPH_BASE_URL: this.graph,
      EXTRA_CA_FILE: this.caPath,
    };
  }

  /** A new token of a person, for this API. */
  async token({ name }, claims = {}, header = {}) {
    const { access_token: token } = await this.#control('POST', 'tokens', { user: name, claims, header });
    return token;
  }

  /** The same token of a person each time, until keys are rotated. */
  async keptToken(person) {
    const known = this.#tokens.get(person.name);
    if (known !== undefined) return known;
    const made = await this.token(person);
    this.#tokens.set(person.name, made);
    return made;
  }

  /** As PUT /sandbox/faults takes them; nothing: it behaves. */
  misbehave(faults = {}) {
    return this.#control('PUT', 'faults', faults);
  }

  async rotateKeys(withdrawOld) {
    const { kid } = await this.#control('POST', 'keys/rotate', { withdrawOld });
    this.#tokens.clear();
    return kid;
  }

  async #control(method, path, wish) {
    const { statusCode, body } = await request(`${this.controls}/sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
    const text = await body.text();
    if (statusCode >= 300) throw new Error(`the embedded tenant refuses ${path}: ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}
