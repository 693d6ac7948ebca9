import { Inject, Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem/problem.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.js';
import { Consents } from '../../obo/consents.js';
import type { GraphToken } from '../../obo/graph-token.js';
import { ConsentMissing } from '../../obo/obo.errors.js';
import type { TokenHolder } from '../../obo/token-holder.js';
import { ExchangeScopes } from '../exchange-scopes.js';
import { expectNoClaims } from '../graph-challenge.js';
import { consentFor, coversOperation } from '../granted-scopes.js';
import type { Operation } from '../operation.js';

/** Who holds the token for all of these operations at once. */
export type HolderFor = (operations: readonly Operation[]) => TokenHolder;

/** The one token of a batch, and what it does not do for. */
export interface BatchToken {
  readonly holder: TokenHolder;
  /** Undefined: there is none for any of the operations. */
  readonly token: GraphToken | undefined;
  /** Why an operation is not for this token; undefined where it is. */
  readonly refusal: (operation: Operation) => Problem | undefined;
}

/** The Graph token of a batch: one for all its requests, each of which has to be covered by it. */
@Injectable()
export class BatchTokens {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly scopes: ExchangeScopes,
    private readonly consents: Consents,
  ) {}

  /** Throws the problems that are not about single operations. */
  async tokenFor(holderFor: HolderFor, operations: readonly Operation[]): Promise<BatchToken> {
    const forAll = await this.oneToken(holderFor(operations), operations);
    if (forAll.token !== undefined || !this.scopes.differ) return forAll;
    // Entra refuses all scopes together for one that was not consented to: which one is found out one by one.
    const refusals = new Map<Operation, Problem>();
    for (const operation of new Set(operations)) {
      const refusal = (await this.oneToken(holderFor([operation]), [operation])).refusal(operation);
      if (refusal !== undefined) refusals.set(operation, refusal);
    }
    const consented = operations.filter((operation) => !refusals.has(operation));
    if (consented.length === 0) return forAll;
    const forThese = await this.oneToken(holderFor(consented), consented);
    return { ...forThese, refusal: (operation) => refusals.get(operation) ?? forThese.refusal(operation) };
  }

  private async oneToken(holder: TokenHolder, operations: readonly Operation[]): Promise<BatchToken> {
    const consent = (operation: Operation, cause: unknown): Problem =>
      this.consents.required(holder.user, consentFor(operation), cause);
    let held: GraphToken | undefined;
    try {
      const first = (held = holder.cached() ?? (await holder.get()));
      // Consent may have been given since this token was made.
      if (!operations.every((operation) => coversOperation(first, operation))) held = await holder.replace(first);
    } catch (error) {
      if (!(error instanceof Problem) || (held === undefined && !(error instanceof ConsentMissing))) throw error;
      if (concernsTheCaller(error)) throw error;
      const token = held;
      return {
        holder,
        token,
        refusal: (operation) => {
          if (token !== undefined && coversOperation(token, operation)) return undefined;
          return error instanceof ConsentMissing ? consent(operation, error) : error;
        },
      };
    }
    const token = held;
    return {
      holder,
      token,
      refusal: (operation) =>
        coversOperation(token, operation) ? undefined : consent(operation, new ConsentMissing('consent', undefined)),
    };
  }

  /**
   * After Graph's 401 to one of these challenges: a newer token, or undefined where Entra would give none that is. A
   * claims challenge is for the caller to satisfy and ends the batch. Throws `insufficient_claims` among others.
   */
  async replacement(
    holder: TokenHolder,
    unfit: GraphToken,
    challenges: readonly (string | undefined)[],
  ): Promise<GraphToken | undefined> {
    await this.expectNoClaims(holder, challenges);
    const newer = await holder.replace(unfit);
    return newer === unfit ? undefined : newer;
  }

  /** Throws `insufficient_claims` where one of these challenges asks for claims; the tokens held are forgotten. */
  async expectNoClaims(holder: TokenHolder, challenges: readonly (string | undefined)[]): Promise<void> {
    await expectNoClaims(challenges, holder, this.config);
  }
}

/** Whether a problem is the caller's to solve before anything of theirs can go on. */
export function concernsTheCaller({ status }: Problem): boolean {
  return status === 401;
}
