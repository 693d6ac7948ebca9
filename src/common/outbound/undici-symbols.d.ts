// Not part of what undici declares: see ends-while-paused.ts.
declare module 'undici/lib/core/symbols.js' {
  const symbols: { readonly kParser: symbol };
  export default symbols;
}
