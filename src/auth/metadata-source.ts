import type { AppConfig } from '../config/app-config.js';
import { PERSONAL_TENANT_ID, v2Issuer } from '../config/clouds.js';

const GUID = String.raw`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`;
/** What stands for the tenant in an issuer that serves many. */
const TEMPLATE = '{tenantid}';
const V2_ISSUER = new RegExp(`/(${GUID}|\\{tenantid\\})/v2\\.0$`);
const V1_ISSUER = new RegExp(`^https://[^/]+/(${GUID}|\\{tenantid\\})/$`);
const B2C_ISSUER = new RegExp(`^/(?:tfp/)?(${GUID})/(?:[^/]+/)?v2\\.0/$`);

type Identity = AppConfig['identity'];

/** Where one issuer with its keys is published, and what is believed of it. */
export interface MetadataSource {
  /** Of the discovery document. */
  readonly address: string;
  /** Origins the key set may be at; `{tenantid}` possible in them. */
  readonly keyOrigins: readonly string[];
  /** Whether keys may come without an issuer of their own: the v1 key set and B2C's. */
  readonly keysWithoutIssuer: boolean;
  /** The tenant an issuer names, `{tenantid}` for many; undefined where it is another's issuer than the one asked. */
  tenantOf(issuer: string): string | undefined;
}

/** Of v2.0 tokens, or of the policy's where accounts are B2C's. */
export function primarySource(identity: Identity): MetadataSource {
  const { authorityHost, entrance, issuerOrigin, b2cPolicy } = identity;
  return {
    address: `${authorityHost}/${entrance}/v2.0/.well-known/openid-configuration`,
    keyOrigins: [authorityHost, issuerOrigin],
    keysWithoutIssuer: b2cPolicy !== undefined,
    tenantOf: (issuer) => {
      if (b2cPolicy !== undefined) return asked(identity, b2cTenant(issuer, authorityHost));
      const tenant = V2_ISSUER.exec(issuer)?.[1];
      return tenant !== undefined && issuer === v2Issuer(identity, tenant) ? asked(identity, tenant) : undefined;
    },
  };
}

/** Of v1.0 tokens: the issuer is on a host of its own (`https://sts.windows.net/{tid}/`), the keys are the authority's. */
export function v1Source(identity: Identity): MetadataSource {
  const { authorityHost, entrance, issuerOrigin } = identity;
  return {
    address: `${authorityHost}/${entrance}/.well-known/openid-configuration`,
    keyOrigins: [authorityHost, issuerOrigin],
    keysWithoutIssuer: true,
    tenantOf: (issuer) => asked(identity, V1_ISSUER.exec(issuer)?.[1]),
  };
}

/** A discovery document that speaks for another tenant than the one asked is not believed (Discovery section 4.3). */
function asked({ tenant: wanted, entrance }: Identity, tenant: string | undefined): string | undefined {
  if (entrance === 'common' || entrance === 'organizations') return tenant === TEMPLATE ? tenant : undefined;
  if (tenant === TEMPLATE) return undefined;
  if (entrance === 'consumers') return tenant === PERSONAL_TENANT_ID ? tenant : undefined;
  return wanted.includes('.') || tenant === wanted ? tenant : undefined;
}

/** https://learn.microsoft.com/azure/active-directory-b2c/tokens-overview#claims: `iss`, with or without the policy. */
function b2cTenant(issuer: string, authorityHost: string): string | undefined {
  return issuer.startsWith(`${authorityHost}/`) ? B2C_ISSUER.exec(issuer.slice(authorityHost.length))?.[1] : undefined;
}
