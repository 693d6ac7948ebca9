import { GraphError } from './errors.js';

/** A segment that calls a function, `search(q='a''b')`: its name and the values of its parameters. */
export interface FunctionCall {
  /** Lower case, without `microsoft.graph.`. */
  readonly name: string;
  /** By names in lower case. */
  readonly values: ReadonlyMap<string, string>;
}

const CALL = /^(?:microsoft\.graph\.)?(\w+)\((.*)\)$/is;
/** One `name=value` at the beginning: a string in quotes, in which a quote is doubled, or a bare literal. */
const ARGUMENT = /^\s*(\w+)\s*=\s*(?:'((?:[^']|'')*)'|([\w.:+-]+))\s*(?:,(?=.)|$)/s;

/**
 * Reads a decoded segment as a call (OData 4.01 part 2, section 4.5.1); undefined when it is none. Throws 400 for
 * arguments that are malformed or given twice.
 */
export function functionCall(segment: string): FunctionCall | undefined {
  const [, name, written] = CALL.exec(segment) ?? [];
  if (name === undefined || written === undefined) return undefined;
  const values = new Map<string, string>();
  for (let rest = written; rest !== '';) {
    const [whole, parameter, text, bare] = ARGUMENT.exec(rest) ?? [];
    const key = parameter?.toLowerCase();
    if (whole === undefined || key === undefined || values.has(key))
      throw new GraphError('badRequest', `The arguments of the function '${name}' are not valid.`);
    values.set(key, text?.replaceAll("''", "'") ?? bare ?? '');
    rest = rest.slice(whole.length);
  }
  return { name: name.toLowerCase(), values };
}
