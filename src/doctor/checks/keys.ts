import { readEntraMetadata } from '../../auth/entra-metadata.js';
import { primarySource } from '../../auth/metadata-source.js';
import { FetchJsonError } from '../../common/outbound/fetch-json.js';
import type { Check } from '../check.js';
import { fail, pass } from '../check.js';
import { outage } from '../outage.js';
import { discovery } from './discovery.js';

/** There are keys that the API can check tokens with. */
export const keys: Check = {
  name: 'signing keys',
  needs: [discovery],
  async run({ config: { identity, limits }, dispatcher }) {
    try {
      const metadata = await readEntraMetadata(dispatcher, primarySource(identity), limits.identityTimeoutMs);
      return pass(`${metadata.keys.size} usable`);
    } catch (error) {
      if (!(error instanceof FetchJsonError)) throw error;
      if (error.kind === 'unreachable') return outage(error, 'AZURE_AUTHORITY_HOST');
      return fail(
        `the authority’s key set cannot be used: ${error.message}`,
        'Correct AZURE_AUTHORITY_HOST; where it is right, a proxy on the way changes what comes back.',
      );
    }
  },
};
