import { Problem } from '../../common/problem/problem.js';
import { graphOfCloud } from '../../config/clouds.js';
import { applicationToken, provingTenant } from '../application-token.js';
import type { Check, Finding } from '../check.js';
import { fail, pass, skip, warn } from '../check.js';
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
      if (error instanceof Problem) return notAccepted(error, consultation);
      throw error;
    }
  },
};

const RENEW = 'Register its successor (App registrations > this API > Certificates & secrets), then replace the file.';

function accepted(consultation: Consultation): Finding {
  const { kind, warnBeforeMs } = consultation.credential;
  const found = `${kind.replaceAll('_', ' ')} accepted`;
  const left = lifeLeft(consultation);
  return left > warnBeforeMs ? pass(found) : warn(`${found}, ends in ${Math.floor(left / DAY_MS)} days`, RENEW);
}

/** Entra's number for an expired credential says that it is unknown; its own end says more. */
function notAccepted(problem: Problem, consultation: Consultation): Finding {
  const finding = refused(problem);
  const { kind } = consultation.credential;
  if (lifeLeft(consultation) > 0) return finding;
  const remedy = kind === 'certificate' ? RENEW : 'See that what renews it does.';
  return fail(`the ${kind.replaceAll('_', ' ')} has expired; ${finding.found}`, remedy);
}

/** Milliseconds. */
function lifeLeft({ credential: { current }, clock }: Consultation): number {
  return (current?.endsAt ?? Number.POSITIVE_INFINITY) - clock.now();
}
