import { AADSTS } from './aadsts.js';
import type { AadstsEntry, AadstsNumber } from './aadsts.js';

/** A request the identity provider refuses; the number alone decides error code, status and text. */
export class EntraError extends Error {
  readonly entry: AadstsEntry;
  /** A claims request (OpenID Connect Core section 5.5) that would satisfy the refused policy, as JSON text. */
  readonly claims: string | undefined;

  constructor(
    readonly number: AadstsNumber,
    values: Readonly<Record<string, string>> = {},
    options: { readonly claims?: string; readonly cause?: unknown } = {},
  ) {
    const entry: AadstsEntry = AADSTS[number];
    super(
      `AADSTS${number}: ${entry.text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place)}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'EntraError';
    this.entry = entry;
    this.claims = options.claims;
  }
}
