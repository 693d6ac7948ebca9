import { IdentityStanding } from '../../common/identity-standing.js';
import { Meters } from '../../common/meters/meters.js';
import { Problem } from '../../common/problem/problem.js';
import { OwnCredential } from '../../obo/credential/own-credential.js';
import { Exchange } from '../../obo/exchange.js';
import type { Check } from '../check.js';
import { pass, skip, warn } from '../check.js';
import { refused } from '../refusal.js';
import { userToken } from './user-token.js';

/** The user's token can be exchanged for one of Graph, by the same code as on a request. */
export const exchange: Check = {
  name: 'exchange',
  needs: [userToken],
  async run(consultation) {
    const { caller, config, clock, log, outbound, credential } = consultation;
    if (caller === undefined || caller.accountType === 'b2c')
      return skip('B2C accounts are validated, never exchanged');
    const own = new OwnCredential(credential, clock, log, config.limits.credentialCheckMs);
    try {
      const room = new Exchange(config, clock, log, own, new IdentityStanding(), outbound, new Meters());
      consultation.graphToken = await room.run(caller, config.graph.scopes);
      return pass(`a Graph token with ${consultation.graphToken.scopeNames.length} scopes`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const finding = refused(error);
      // Nothing is wrong with the set-up: the user has a step to take, and the front end is told which.
      return error.code === 'insufficient_claims' ? warn(finding.found, finding.remedy ?? '') : finding;
    }
  },
};
