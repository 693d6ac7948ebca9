/** What an error number of Entra's means, and what to change where. */
export interface ErrorText {
  readonly means: string;
  readonly change: string;
}

/** By error number. */
export type ErrorTexts = Readonly<Record<number, ErrorText>>;
