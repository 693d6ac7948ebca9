import { GraphError } from '../errors.js';

/** The system query options Graph knows, lower case, without `$`. */
const OPTIONS = [
  'select',
  'filter',
  'orderby',
  'top',
  'skip',
  'skiptoken',
  'search',
  'count',
  'expand',
  'format',
  'deltatoken',
] as const;
export type QueryOption = (typeof OPTIONS)[number];

/** The query of a request: system options decoded, everything also as it was written. */
export interface Query {
  readonly options: Readonly<Partial<Record<QueryOption, string>>>;
  /** Parameters without `$`, such as startDateTime; names lower case. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Name (decoded, lower case) and the pair byte for byte, in the order received. */
  readonly pairs: readonly { readonly name: string; readonly raw: string }[];
}

/** Options Graph also takes without their `$` (OData 4.01); other bare names are the operation's own parameters. */
const BARE: readonly string[] = OPTIONS.filter((option) => option !== 'format');

/** Reads a raw query string; throws 400 for unknown and for repeated system options. */
export function parseQuery(rawQuery: string): Query {
  const pairs = rawQuery
    .split('&')
    .filter((raw) => raw !== '')
    .map((raw) => {
      const equals = raw.indexOf('=');
      const name = decoded(equals < 0 ? raw : raw.slice(0, equals)).toLowerCase();
      return { name, raw, value: decoded(equals < 0 ? '' : raw.slice(equals + 1)) };
    });
  const options: Partial<Record<QueryOption, string>> = {};
  const parameters: Record<string, string> = {};
  for (const { name, value } of pairs) {
    const option = systemOption(name);
    if (option === undefined) {
      parameters[name] = value;
      continue;
    }
    if (options[option] !== undefined)
      throw new GraphError(
        'badRequest',
        `Query option '$${option}' was specified more than once, but it must be specified at most once.`,
      );
    options[option] = value;
  }
  return { options, parameters, pairs };
}

function systemOption(name: string): QueryOption | undefined {
  const bare = name.startsWith('$') ? name.slice(1) : BARE.includes(name) ? name : undefined;
  if (bare === undefined) return undefined;
  const option = OPTIONS.find((each) => each === bare);
  if (option === undefined) throw new GraphError('badRequest', `The query parameter '${name}' is not supported.`);
  return option;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new GraphError('badRequest', 'The query string is not properly encoded.');
  }
}
