import { EntraError } from './entra-error.js';

/** The parameters of a request: each at most once (RFC 6749 section 3.2), empty ones counting as absent. */
export class Form {
  private readonly values: ReadonlyMap<string, string>;

  /** AADSTS9000411 for a parameter that occurs twice. */
  constructor(parameters: URLSearchParams) {
    const values = new Map<string, string>();
    for (const [name, value] of parameters) {
      if (values.has(name)) throw new EntraError(9000411, { parameter: name });
      values.set(name, value);
    }
    this.values = values;
  }

  optional(name: string): string | undefined {
    const value = this.values.get(name);
    return value === undefined || value === '' ? undefined : value;
  }

  /** AADSTS900144 when it is missing. */
  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new EntraError(900144, { parameter: name });
    return value;
  }
}
