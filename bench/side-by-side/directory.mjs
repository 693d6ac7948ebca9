// The tenant of a comparison: one registration, as many users as are asked for, one key, their tokens.
import { createPrivateKey, createPublicKey, createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** As long as Entra's, with a group list. */
const GROUPS = Array.from({ length: 12 }, () => randomUUID());

export class Directory {
  tenantId = randomUUID();
  clientId = randomUUID();
  secret = randomUUID();
  kid = randomUUID();
  #key;
  #tokens = [];

  /** `origin` is where the identity service answers. */
  constructor(origin) {
    this.origin = origin;
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#key = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.publicKey = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
  }

  get issuer() {
    return `${this.origin}/${this.tenantId}/v2.0`;
  }

  get keys() {
    const own = { kid: this.kid, use: 'sig', alg: 'RS256', issuer: this.issuer };
    return { keys: [{ ...this.publicKey.export({ format: 'jwk' }), ...own }] };
  }

  /** The token of a user, made when it is first asked for. */
  token(user) {
    this.#tokens[user] ??= this.#make();
    return this.#tokens[user];
  }

  #make() {
    const now = Math.floor(Date.now() / 1000);
    const head = encoded({ typ: 'JWT', alg: 'RS256', kid: this.kid });
    const body = encoded({
      aud: this.clientId,
      iss: this.issuer,
      iat: now - 60,
      nbf: now - 60,
      exp: now + 7_200,
      azp: randomUUID(),
      name: 'Megan Bowen',
      oid: randomUUID(),
      preferred_username: 'megan@contoso.example',
      scp: 'access_as_user',
      sub: randomUUID(),
      tid: this.tenantId,
      uti: randomUUID(),
      ver: '2.0',
      groups: GROUPS,
    });
    const signature = createSign('RSA-SHA256').update(`${head}.${body}`).sign(this.#key, 'base64url');
    return `${head}.${body}.${signature}`;
  }
}
