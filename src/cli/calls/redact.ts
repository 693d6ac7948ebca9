const SECRET_HEADERS = /^(?:authorization|proxy-authorization|cookie|set-cookie|behalf-handle|x-ms-.*token)$/i;
const SECRET_PARAMETERS =
  /([?&#;](?:code|state|client_info|access_token|id_token|refresh_token|client_secret|client_assertion|assertion|tempauth|sig|token|session_state|code_challenge|nonce)=)[^&#;\s]+/gi;
const TOKEN = /\beyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*){0,3}/g;

/** What stands in place of what nobody should read over a shoulder. */
const STRUCK_OUT = '‹struck out›';

/** A header's value, with tokens struck out. */
export function redactedHeader(name: string, value: string): string {
  if (!SECRET_HEADERS.test(name)) return redacted(value);
  const scheme = /^(Bearer|Basic) /i.exec(value)?.[0] ?? '';
  return `${scheme}${STRUCK_OUT}`;
}

/** A text, with tokens and secret query parameters struck out. */
export function redacted(text: string): string {
  return text.replaceAll(SECRET_PARAMETERS, `$1${STRUCK_OUT}`).replaceAll(TOKEN, STRUCK_OUT);
}
