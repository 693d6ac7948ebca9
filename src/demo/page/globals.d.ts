/** Of /demo/msal-browser.js, once it is loaded. */
declare var msal: typeof import('@azure/msal-browser');

/** https://www.w3.org/TR/trusted-types/; not in every browser. */
declare var trustedTypes:
  | { createPolicy(name: string, rules: { createHTML(text: string): string }): { createHTML(text: string): string } }
  | undefined;
