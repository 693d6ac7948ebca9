/** The issuer of v2.0 tokens; `tenantId` may be the literal `{tenantid}` of discovery documents. */
export function issuerV2(issuerOrigin: string, tenantId: string): string {
  return `${originFor(issuerOrigin, tenantId)}/${tenantId}/v2.0`;
}

/** The issuer of v1.0 tokens, which ends in a slash as `https://sts.windows.net/{tid}/` does. */
export function issuerV1(issuerOrigin: string, tenantId: string): string {
  return `${originFor(issuerOrigin, tenantId)}/${tenantId}/`;
}

/** CIAM issuers name the tenant in the host as well. */
function originFor(issuerOrigin: string, tenantId: string): string {
  return issuerOrigin.replace('{tenantid}', tenantId);
}
