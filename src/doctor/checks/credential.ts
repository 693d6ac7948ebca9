import { Problem } from '../../common/problem/problem.js';
import { graphOfCloud } from '../../config/clouds.js';
import { applicationToken, provingTenant } from '../application-token.js';
import type { Check, Finding } from '../check.js';
import { pass, skip, warn } from '../check.js';
import type { Consultation } from '../consultation.js';
import { refused } from '../refusal.js';
import { discovery } from './discovery.js';

const DAY_MS = 86_400_000;

/** Entra takes what this API proves itself with. */
export const credential: Check = {
  name: 'credential',
  needs: [discovery],
  async run(consultation) {
    const { identity, graph } = consultation.config;
    if (identity.b2cPolicy !== undefined) return skip('B2C accounts are validated, never exchanged');
    const tenant = provingTenant(identity);
    const resource = graphOfCloud(identity.authorityHost, graph.baseUrl)?.resource;
    if (tenant === undefined || resource === undefined)
      return skip(
        'an application has no token of its own for personal accounts',
        'Bring a user’s token: it tells more.',
      );
    try {
      await applicationToken(consultation, tenant, resource);
      return accepted(consultation);
    } catch (error) {
      if (error instanceof Problem) return refused(error);
      throw error;
    }
  },
};

function accepted({ credential: { kind, current, warnBeforeMs }, clock }: Consultation): Finding {
  const found = `${kind.replaceAll('_', ' ')} accepted`;
  const left = (current?.endsAt ?? Number.POSITIVE_INFINITY) - clock.now();
  if (left > warnBeforeMs) return pass(found);
  return warn(
    `${found}, ends in ${Math.floor(left / DAY_MS)} days`,
    'Register its successor (App registrations > this API > Certificates & secrets), then replace the file.',
  );
}
