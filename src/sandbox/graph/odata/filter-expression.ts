import type { LiteralKind } from './filter-tokens.js';

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';

/** A parsed filter; property names as the caller spelt them. */
export type Expression =
  | { readonly kind: 'or' | 'and'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly left: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly Expression[] }
  | { readonly kind: 'lambda'; readonly every: boolean; readonly path: readonly string[]; readonly body?: LambdaBody }
  | { readonly kind: 'property'; readonly path: readonly string[] }
  | { readonly kind: 'literal'; readonly literal: LiteralKind; readonly value: string };

export interface LambdaBody {
  readonly variable: string;
  readonly condition: Expression;
}

export type FunctionName = 'startswith' | 'endswith' | 'contains' | 'tolower' | 'toupper' | 'trim' | 'length';

/** How many operands each function takes. */
export const FUNCTIONS: Readonly<Record<FunctionName, number>> = {
  startswith: 2,
  endswith: 2,
  contains: 2,
  tolower: 1,
  toupper: 1,
  trim: 1,
  length: 1,
};

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** Every node of an expression, the outermost first. */
export function* nodesOf(expression: Expression): Generator<Expression> {
  yield expression;
  for (const part of partsOf(expression)) yield* nodesOf(part);
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'or':
    case 'and':
      return expression.parts;
    case 'not':
      return [expression.of];
    case 'compare':
      return [expression.left, expression.right];
    case 'in':
      return [expression.left, ...expression.list];
    case 'call':
      return expression.of;
    case 'lambda':
      return expression.body === undefined ? [] : [expression.body.condition];
    default:
      return [];
  }
}
