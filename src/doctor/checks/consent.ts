import { CATALOGUE } from '../../graph/catalogue/catalogue.js';
import { coversOperation, consentFor } from '../../graph/granted-scopes.js';
import type { Check } from '../check.js';
import { pass, skip, warn } from '../check.js';
import { exchange } from './exchange.js';

/** Which operations of the catalogue the granted scopes cover; the others answer `consent_required`. */
export const consent: Check = {
  name: 'consent for the catalogue',
  needs: [exchange],
  async run({ graphToken }) {
    if (graphToken === undefined) return skip('needs a Graph token');
    const uncovered = CATALOGUE.filter((operation) => !coversOperation(graphToken, operation));
    if (uncovered.length === 0) return pass(`all ${CATALOGUE.length} operations`);
    const byScope = new Map<string, string[]>();
    for (const operation of uncovered) {
      const { scopes, byAdministrator } = consentFor(operation);
      const scope = `${scopes.join(' ')}${byAdministrator ? ' (by an administrator)' : ''}`;
      byScope.set(scope, [...(byScope.get(scope) ?? []), operation.id]);
    }
    const wanted = [...byScope].map(([scope, ids]) => `${scope}: ${ids.join(', ')}`);
    return warn(
      `${uncovered.length} of ${CATALOGUE.length} operations will answer consent_required for this user`,
      [
        'For those you use: App registrations > this API > API permissions > Microsoft Graph, delegated; then "Grant admin consent", or let users consent.',
        ...wanted.toSorted(),
      ].join('\n'),
    );
  },
};
