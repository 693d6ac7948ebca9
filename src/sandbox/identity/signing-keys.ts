import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { PERSONAL_TENANT_ID } from '../directory/types.js';
import type { Installation } from '../installation/installation.js';
import { rsaKeyPair } from '../installation/rsa-key-pair.js';
import { selfSignedCertificate } from './self-signed-certificate.js';

/** One RSA key of 2048 bits that tokens are signed with. */
export interface SigningKey {
  /** Also its `x5t`: the certificate's SHA-1, as Entra names its keys. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Base64 DER. */
  readonly certificate: string;
}

const kept = z.object({ privateKey: z.string(), certificate: z.string() });
const keptRings = z.object({ organizations: z.array(kept).min(1), personal: z.array(kept).min(1) });
type KeptRings = z.infer<typeof keptRings>;
type Ring = keyof KeptRings;

const FILE = 'signing-keys.json';
const MAXIMUM_PUBLISHED = 8;

/** The keys of one installation, newest first: a set for all organizations, another for personal accounts. */
export class SigningKeys {
  private constructor(
    private readonly installation: Installation,
    private rings: Readonly<Record<Ring, readonly SigningKey[]>>,
  ) {}

  /** Reads the installation's keys, or makes them at its first start. */
  static async open(installation: Installation): Promise<SigningKeys> {
    const file = installation.readJson(FILE, keptRings);
    if (file !== undefined) {
      return new SigningKeys(installation, {
        organizations: file.organizations.map(restored),
        personal: file.personal.map(restored),
      });
    }
    const [organizations, personal] = await Promise.all([freshKey(), freshKey()]);
    const keys = new SigningKeys(installation, { organizations: [organizations], personal: [personal] });
    keys.keep();
    return keys;
  }

  /** What tokens of a tenant are signed with now. */
  current(tenantId: string): SigningKey {
    const [newest] = this.published(tenantId);
    if (newest === undefined) throw new Error('a key ring is never empty');
    return newest;
  }

  /** What tokens of a tenant may be signed with. */
  published(tenantId: string): readonly SigningKey[] {
    return this.rings[ringOf(tenantId)];
  }

  /** Signs with new keys from now on and answers the organizations' new `kid`. */
  async rotate({ withdrawOld }: { withdrawOld: boolean }): Promise<string> {
    const [organizations, personal] = await Promise.all([freshKey(), freshKey()]);
    const grown = (ring: Ring, key: SigningKey): readonly SigningKey[] =>
      [key, ...(withdrawOld ? [] : this.rings[ring])].slice(0, MAXIMUM_PUBLISHED);
    this.rings = { organizations: grown('organizations', organizations), personal: grown('personal', personal) };
    this.keep();
    return organizations.kid;
  }

  private keep(): void {
    this.installation.writeJson(FILE, {
      organizations: this.rings.organizations.map(written),
      personal: this.rings.personal.map(written),
    } satisfies KeptRings);
  }
}

function ringOf(tenantId: string): Ring {
  return tenantId === PERSONAL_TENANT_ID ? 'personal' : 'organizations';
}

function restored({ privateKey: pem, certificate }: z.infer<typeof kept>): SigningKey {
  const privateKey = createPrivateKey(pem);
  return named(privateKey, createPublicKey(privateKey), certificate);
}

async function freshKey(): Promise<SigningKey> {
  const { privateKey, publicKey } = rsaKeyPair();
  const certificate = await selfSignedCertificate(privateKey, publicKey);
  return named(privateKey, publicKey, certificate.toString('base64'));
}

function named(privateKey: KeyObject, publicKey: KeyObject, certificate: string): SigningKey {
  const kid = createHash('sha1').update(Buffer.from(certificate, 'base64')).digest('base64url');
  return { kid, privateKey, publicKey, certificate };
}

function written(key: SigningKey): z.infer<typeof kept> {
  return {
    privateKey: key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: key.certificate,
  };
}
