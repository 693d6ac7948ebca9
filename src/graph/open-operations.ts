import { Inject, Injectable } from '@nestjs/common';
import { hasOneMeaning } from '../common/http/raw-path.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { openOperations } from './catalogue/catalogue.js';
import type { Match } from './operation-matcher.js';
import { OperationMatcher } from './operation-matcher.js';
import type { Operation } from './operation.js';

/** An operation somebody named: as a whole, or for one path of it only. */
export interface NamedOperation {
  readonly operation: Operation;
  /** What must stand for its `{name}` segments; absent: anything may. */
  readonly arguments?: readonly string[];
}

const NAMED = /^(GET|POST|PUT|PATCH|DELETE) (\/[^?]+)$/;

/** The operations that are open here: those of the catalogue that the settings open, and those of GRAPH_ALLOW. */
@Injectable()
export class OpenOperations {
  private readonly matcher: OperationMatcher;

  constructor(@Inject(APP_CONFIG) config: AppConfig) {
    const { open, closed } = openOperations(config.graph);
    this.matcher = new OperationMatcher(open, closed);
  }

  /** `target` is a raw request target that has one meaning. */
  match(method: string, target: string): Match {
    return this.matcher.match(method, target);
  }

  /** `METHOD /v1.0/path`, the path an operation's own or one that it takes; undefined where that is not open. */
  named(text: string): NamedOperation | undefined {
    const [, method = '', path = ''] = NAMED.exec(text) ?? [];
    if (!hasOneMeaning(path)) return undefined;
    const match = this.matcher.match(method, path);
    if (match.kind !== 'operation') return undefined;
    const { operation } = match;
    if (operation.path === path) return { operation };
    // Another operation's template, or a slip in this one's: no path of Graph's has braces.
    if (/[{}]/.test(decodeURIComponent(path))) return undefined;
    return { operation, arguments: match.arguments };
  }

  /** Whether a request that matched `operation` is for one of those named. */
  covers(texts: readonly string[], operation: Operation, target: string): boolean {
    return texts.some((text) => {
      const named = this.named(text);
      if (named?.operation !== operation) return false;
      const { arguments: wanted } = named;
      if (wanted === undefined) return true;
      const match = this.matcher.match(operation.method, target);
      return match.kind === 'operation' && wanted.every((each, place) => each === match.arguments[place]);
    });
  }
}
