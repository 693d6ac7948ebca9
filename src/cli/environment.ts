/**
 * The only reader of `process.env` in this program. Unlike the API it reads no `.env` file: a file that happens to lie
 * in the working directory must not decide where somebody's tokens go.
 */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** A variable's value; set to nothing counts as unset. */
export function variable(name: string): string | undefined {
  const value = environment()[name]?.trim();
  return value === '' ? undefined : value;
}
