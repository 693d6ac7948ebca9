/** What to change where about an error of Entra's, by its number. */
export type Changes = Readonly<Record<number, string>>;
