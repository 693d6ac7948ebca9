import { z } from 'zod';
import { primarySource } from '../../auth/metadata-source.js';
import { FetchJsonError, fetchJson } from '../../common/outbound/fetch-json.js';
import type { Check, Finding } from '../check.js';
import { fail, pass } from '../check.js';
import { outage } from '../outage.js';

const document = z.object({ issuer: z.string() });
const MAX_BYTES = 512 * 1024;

/** The authority is there and speaks for the tenant that is configured. */
export const discovery: Check = {
  name: 'discovery',
  async run({ config: { identity, limits }, dispatcher }) {
    const source = primarySource(identity);
    try {
      const bounds = { timeoutMs: limits.identityTimeoutMs, maxBytes: MAX_BYTES };
      const read = document.safeParse(await fetchJson(dispatcher, source.address, bounds));
      if (!read.success) return notAnAuthority('its answer is no discovery document');
      const tenant = source.tenantOf(read.data.issuer);
      if (tenant !== undefined) return pass(`${identity.authorityHost} speaks for ${tenant}`);
      return fail(
        'the authority speaks for another issuer than the tenant asked',
        'Correct AZURE_AUTHORITY_HOST (the cloud your tenant is in) or AZURE_TENANT_ID (Entra admin center > Overview > Tenant ID).',
      );
    } catch (error) {
      if (!(error instanceof FetchJsonError)) throw error;
      const unanswered = error.kind === 'unreachable' && error.cause !== undefined;
      return unanswered ? outage(error, 'AZURE_AUTHORITY_HOST') : refused(error);
    }
  },
};

/** What it answers instead of a document; the message is a fixed text of our own. */
function refused({ kind, message }: FetchJsonError): Finding {
  if (kind === 'unreachable')
    return fail(`the authority is in trouble: ${message}`, 'Try again; https://status.entra.microsoft.com says more.');
  if (!message.startsWith('status 4')) return notAnAuthority(message);
  // AADSTS90002, "tenant not found", is a 400 here.
  return fail(
    `the authority knows no such tenant (${message})`,
    'Correct AZURE_TENANT_ID (Entra admin center > Overview > Tenant ID), or AZURE_AUTHORITY_HOST where the tenant is in another cloud.',
  );
}

function notAnAuthority(reason: string): Finding {
  return fail(
    `what answers is no authority: ${reason}`,
    'Correct AZURE_AUTHORITY_HOST; a network that answers in its place needs HTTPS_PROXY or a way out.',
  );
}
