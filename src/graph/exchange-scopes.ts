import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import type { Operation } from './operation.js';

/**
 * What the exchange for an operation asks Entra for: everything that was consented to, or with GRAPH_SCOPES=operation the
 * operation's least scope alone. The same array for the same operation: caches tell by it.
 */
@Injectable()
export class ExchangeScopes {
  private readonly known = new WeakMap<Operation, readonly string[]>();
  /** Whether operations differ in what they ask for. */
  readonly differ: boolean;

  constructor(@Inject(APP_CONFIG) private readonly config: AppConfig) {
    this.differ = config.graph.scopesByOperation;
  }

  of(operation: Operation): readonly string[] {
    if (!this.differ) return this.config.graph.scopes;
    const scopes = this.known.get(operation) ?? this.ofAll([operation]);
    this.known.set(operation, scopes);
    return scopes;
  }

  /** In one exchange. `.default` goes with nothing else: one operation whose scopes nobody knows asks for all. */
  ofAll(operations: readonly Operation[]): readonly string[] {
    const { scopes, resource } = this.config.graph;
    const least = operations.map((operation) => operation.scopes[0]);
    if (!this.differ || least.length === 0 || least.includes(undefined)) return scopes;
    return [...new Set(least)].map((scope) => `${resource}/${scope}`).toSorted();
  }
}
