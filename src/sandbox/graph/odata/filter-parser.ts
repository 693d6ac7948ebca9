import type { Comparison, Expression, FunctionName } from './filter-expression.js';
import { FUNCTIONS, isFunctionName } from './filter-expression.js';
import type { FilterToken } from './filter-tokens.js';
import { FilterSyntaxError, filterTokens } from './filter-tokens.js';

/** How deep parentheses, functions and lambdas may nest. */
const MAX_DEPTH = 64;
/** How many lambdas may stand within each other: each multiplies the work by the size of a collection. */
const MAX_LAMBDAS = 3;
const COMPARISONS: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] satisfies readonly Comparison[];

/** Parses a decoded `$filter` (OData 4.01 part 2, section 5.1.1); throws FilterSyntaxError. */
export function parseFilter(filter: string): Expression {
  const parser = new FilterParser(filterTokens(filter));
  return parser.whole();
}

class FilterParser {
  private next = 0;
  private depth = 0;
  private lambdas = 0;

  constructor(private readonly tokens: readonly FilterToken[]) {}

  whole(): Expression {
    const expression = this.disjunction();
    if (this.next < this.tokens.length) throw this.unexpected();
    return expression;
  }

  private disjunction(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new FilterSyntaxError(`nested deeper than ${MAX_DEPTH}`);
    const parts = this.separated('or', () => this.separated('and', () => this.negation(), 'and'), 'or');
    this.depth -= 1;
    return parts;
  }

  private separated(word: string, part: () => Expression, kind: 'or' | 'and'): Expression {
    const first = part();
    const parts = [first];
    while (this.takeWord(word)) parts.push(part());
    return parts.length === 1 ? first : { kind, parts };
  }

  private negation(): Expression {
    let negated = false;
    while (this.takeWord('not')) negated = !negated;
    const of = this.comparison();
    return negated ? { kind: 'not', of } : of;
  }

  private comparison(): Expression {
    const left = this.operand();
    const by = this.takeComparison();
    if (by !== undefined) return { kind: 'compare', by, left, right: this.operand() };
    if (!this.takeWord('in')) return left;
    this.expect('(');
    const list = this.list();
    return { kind: 'in', left, list };
  }

  private operand(): Expression {
    const token = this.tokens[this.next];
    if (token === undefined) throw this.unexpected();
    this.next += 1;
    if (token.kind === 'literal') return { kind: 'literal', literal: token.literal, value: token.value };
    if (token.value === '(') {
      const inner = this.disjunction();
      this.expect(')');
      return inner;
    }
    if (token.kind !== 'word') throw this.unexpected(token);
    return this.take('(') ? this.applied(token) : { kind: 'property', path: token.value.split('/') };
  }

  /** What follows `name(`: a function's operands, or a lambda. */
  private applied(token: FilterToken): Expression {
    const path = token.value.split('/');
    const name = (path.at(-1) ?? '').toLowerCase();
    if (path.length > 1 && (name === 'any' || name === 'all')) return this.lambda(path.slice(0, -1), name === 'all');
    if (path.length === 1 && isFunctionName(name)) return this.call(name, token);
    throw new FilterSyntaxError(`An unknown function with name '${token.value}' was found`);
  }

  private call(name: FunctionName, token: FilterToken): Expression {
    const of = this.list();
    if (of.length !== FUNCTIONS[name]) throw this.unexpected(token);
    return { kind: 'call', name, of };
  }

  private lambda(path: readonly string[], every: boolean): Expression {
    if (!every && this.take(')')) return { kind: 'lambda', every, path };
    const variable = this.tokens[this.next];
    if (variable?.kind !== 'word' || variable.value.includes('/')) throw this.unexpected();
    this.next += 1;
    this.expect(':');
    this.lambdas += 1;
    if (this.lambdas > MAX_LAMBDAS) throw new FilterSyntaxError(`more than ${MAX_LAMBDAS} lambdas within each other`);
    const condition = this.disjunction();
    this.lambdas -= 1;
    this.expect(')');
    return { kind: 'lambda', every, path, body: { variable: variable.value, condition } };
  }

  /** Operands up to the closing parenthesis; the opening one is taken. */
  private list(): readonly Expression[] {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new FilterSyntaxError(`nested deeper than ${MAX_DEPTH}`);
    const list = [this.operand()];
    while (this.take(',')) list.push(this.operand());
    this.expect(')');
    this.depth -= 1;
    return list;
  }

  private takeComparison(): Comparison | undefined {
    const token = this.tokens[this.next];
    const word = token?.kind === 'word' ? token.value.toLowerCase() : '';
    if (!isComparison(word)) return undefined;
    this.next += 1;
    return word;
  }

  private takeWord(word: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'word' || token.value.toLowerCase() !== word) return false;
    this.next += 1;
    return true;
  }

  private take(punctuation: string): boolean {
    const token = this.tokens[this.next];
    if (token?.kind !== 'punctuation' || token.value !== punctuation) return false;
    this.next += 1;
    return true;
  }

  private expect(punctuation: string): void {
    if (!this.take(punctuation)) throw this.unexpected();
  }

  private unexpected(token = this.tokens[this.next]): FilterSyntaxError {
    return new FilterSyntaxError(
      token === undefined ? 'Expression expected at the end' : `Syntax error at position ${token.at}`,
    );
  }
}

function isComparison(word: string): word is Comparison {
  return COMPARISONS.includes(word);
}
