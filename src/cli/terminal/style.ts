/** Marks text for a terminal, or leaves it as it is. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly accent: (text: string) => string;
}

/** ECMA-48 colours where `coloured`; otherwise nothing is added. */
export function style(coloured: boolean): Style {
  const between = (open: number, close: number) => (text: string) =>
    coloured && text !== '' ? `\u001B[${open}m${text}\u001B[${close}m` : text;
  return {
    bold: between(1, 22),
    dim: between(2, 22),
    good: between(32, 39),
    warning: between(33, 39),
    bad: between(31, 39),
    accent: between(36, 39),
  };
}
