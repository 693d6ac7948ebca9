import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../common/caller.js';
import { Clock } from '../common/clock.js';
import type { Span } from '../common/trace/span.js';
import { Problem } from '../common/problem/problem.js';
import { ExchangeScopes } from '../graph/exchange-scopes.js';
import { consentFor, coversOperation } from '../graph/granted-scopes.js';
import { OpenOperations } from '../graph/open-operations.js';
import type { Operation } from '../graph/operation.js';
import type { MissingConsent } from '../obo/consents.js';
import { Consents } from '../obo/consents.js';
import type { RenewableToken } from '../obo/token-answer.js';
import { Exchange } from '../obo/exchange.js';
import { ConsentMissing } from '../obo/obo.errors.js';
import type { HandleRecord } from './handle-record.js';
import type { HandleWish } from './handle-wish.js';

/** What a user's wish for a handle comes to: checked operations, and a refresh token by an exchange of its own. */
@Injectable()
export class NewHandle {
  constructor(
    private readonly clock: Clock,
    private readonly open: OpenOperations,
    private readonly scopes: ExchangeScopes,
    private readonly exchange: Exchange,
    private readonly consents: Consents,
  ) {}

  /** Throws `invalid_body` for operations that are not open to this caller. */
  operationsOf(caller: Caller, { operations }: HandleWish): readonly Operation[] {
    return operations.map((text) => {
      const operation = this.open.named(text)?.operation;
      const isFor = operation?.path.startsWith('/v1.0/') === true;
      if (!isFor || (caller.accountType === 'personal' && !operation.personal))
        throw new Problem('invalid_body', { detail: 'Name operations that are open here, as METHOD /v1.0/path.' });
      return operation;
    });
  }

  /** Exchanges for it. Throws what an exchange throws, `consent_required` where the job could not do its work. */
  async record(
    caller: Caller,
    { operations, expiresIn }: HandleWish,
    checked: readonly Operation[],
    within?: Span,
  ): Promise<HandleRecord> {
    if (caller.accountType === 'b2c') throw new Problem('account_type_not_allowed');
    const { token, refreshToken } = await this.exchanged(caller, checked, within);
    const lacking = checked.filter((operation) => !coversOperation(token, operation));
    if (lacking.length > 0) throw this.consentMissing(caller, consentForAll(lacking));
    // Entra leaves the refresh token out where offline_access was not consented to.
    if (refreshToken === undefined)
      throw this.consentMissing(caller, { scopes: ['offline_access'], byAdministrator: false });
    const { tenantId, userId, accountType, clientId } = caller;
    const createdAt = this.clock.now();
    return {
      id: randomUUID(),
      tenantId,
      userId,
      accountType,
      clientId,
      operations: [...new Set(operations)],
      createdAt,
      until: createdAt + expiresIn * 1000,
      refreshToken,
    };
  }

  private async exchanged(
    caller: Caller,
    operations: readonly Operation[],
    within: Span | undefined,
  ): Promise<RenewableToken> {
    try {
      return await this.exchange.runRenewable(caller, this.scopes.ofAll(operations), within);
    } catch (error) {
      if (error instanceof ConsentMissing) throw this.consents.required(caller, consentForAll(operations), error);
      throw error;
    }
  }

  private consentMissing(caller: Caller, missing: MissingConsent): Problem {
    return this.consents.required(caller, missing, new ConsentMissing('consent', undefined));
  }
}

function consentForAll(operations: readonly Operation[]): MissingConsent {
  const each = operations.map(consentFor);
  return {
    scopes: [...new Set(each.flatMap(({ scopes }) => scopes))],
    byAdministrator: each.some(({ byAdministrator }) => byAdministrator),
  };
}
