import { randomUUID } from 'node:crypto';
import { numericDate, SystemClock } from '../../src/common/clock.js';
import type { TestTenant } from '../helpers/tenant.js';
import { signedToken } from '../helpers/forged-tokens.js';
import { newPair } from '../helpers/stand-in-authority.js';

const clock = new SystemClock();

/** A workload somewhere else, a Kubernetes cluster say, whose tokens the API's registration trusts. */
export class Workload {
  readonly issuer = `https://${randomUUID()}.cluster.example/`;
  readonly subject = 'system:serviceaccount:behalf:api';
  private readonly kid = randomUUID();
  private readonly pair = newPair(2048);

  /** Registers it as federated credential. */
  trustedBy({ cloud }: TestTenant): this {
    const key = { ...this.pair.publicKey.export({ format: 'jwk' }), kty: 'RSA', kid: this.kid };
    const { issuer, subject } = this;
    const audience = 'api://AzureADTokenExchange';
    cloud.directory.federate(cloud.directory.named('api'), { issuer, subject, audience, keys: { keys: [key] } });
    return this;
  }

  /** A token of ten minutes; members given override. */
  token(claims: Readonly<Record<string, unknown>> = {}): string {
    const iat = numericDate(clock);
    const own = { iss: this.issuer, sub: this.subject, aud: ['api://AzureADTokenExchange'], jti: randomUUID() };
    const header = { alg: 'RS256', kid: this.kid };
    return signedToken(this.pair.privateKey, header, { ...own, iat, nbf: iat, exp: iat + 600, ...claims });
  }
}
