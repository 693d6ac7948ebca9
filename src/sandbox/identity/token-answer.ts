/** A token endpoint's success (RFC 6749 section 5.1) with Entra's additions. */
export interface TokenAnswer {
  readonly token_type: 'Bearer';
  readonly scope: string;
  /** Seconds. */
  readonly expires_in: number;
  readonly ext_expires_in: number;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  /** base64url of `{"uid":oid,"utid":tid}`, the key of MSAL's account cache. */
  readonly client_info?: string;
}
