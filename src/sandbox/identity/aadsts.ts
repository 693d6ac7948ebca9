/** How Entra answers one kind of failure: OAuth error (RFC 6749 section 5.2 and Entra's own), status, text. */
export interface AadstsEntry {
  readonly error: string;
  readonly status: 400 | 401 | 404 | 405;
  /** `{name}` places are filled by the failure's values. */
  readonly text: string;
  readonly suberror?: string;
}

/**
 * Every failure of the identity provider, by Entra's number; the texts are worded as Entra words them. One long table
 * on purpose: whatever a client can be told stands here and nowhere else.
 */
export const AADSTS = {
  16000: {
    error: 'interaction_required',
    status: 400,
    text: 'Either multiple user identities are available for the current request or selected account is not supported for the scenario.',
  },
  28000: {
    error: 'invalid_request',
    status: 400,
    text: 'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope {scope} is not valid.',
  },
  240002: {
    error: 'invalid_grant',
    status: 400,
    text: "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
  },
  50011: {
    error: 'invalid_request',
    status: 400,
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{client}'.",
  },
  50013: { error: 'invalid_grant', status: 400, text: 'Assertion failed signature validation. [Reason - {reason}]' },
  50020: {
    error: 'invalid_grant',
    status: 400,
    text: "User account '{EmailHidden}' from identity provider '{issuer}' does not exist in tenant '{tenant}' and cannot access the application '{client}' in that tenant.",
  },
  50027: { error: 'invalid_request', status: 400, text: 'JWT token is invalid or malformed.' },
  50034: {
    error: 'invalid_grant',
    status: 400,
    text: 'The user account {EmailHidden} does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.',
  },
  50049: { error: 'invalid_instance', status: 400, text: 'Unknown or invalid instance.' },
  50057: { error: 'invalid_grant', status: 400, text: 'The user account is disabled.' },
  50058: {
    error: 'login_required',
    status: 400,
    text: 'A silent sign-in request was sent but no user is signed in.',
  },
  50059: {
    error: 'invalid_request',
    status: 400,
    text: 'No tenant-identifying information found in either the request or implied by any provided credentials.',
  },
  50076: {
    error: 'interaction_required',
    status: 400,
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    suberror: 'basic_action',
  },
  50126: {
    error: 'invalid_grant',
    status: 400,
    text: 'Error validating credentials due to invalid username or password.',
  },
  50148: {
    error: 'invalid_grant',
    status: 400,
    text: 'The code_verifier is missing, and the authorization request for PKCE supplied a code_challenge.',
  },
  50173: {
    error: 'invalid_grant',
    status: 400,
    text: "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '{issued}' and the TokensValidFrom date (before which tokens are not valid) for this user is '{validFrom}'.",
  },
  50194: {
    error: 'invalid_request',
    status: 400,
    text: "Application '{client}'({name}) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  50196: {
    error: 'slow_down',
    status: 400,
    text: 'The server terminated an operation because it encountered a client request loop. Please poll at the interval given.',
  },
  500011: {
    error: 'invalid_resource',
    status: 400,
    text: 'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
  },
  500112: {
    error: 'invalid_client',
    status: 401,
    text: "The reply address '{redirectUri}' does not match the reply address '{expected}' provided when requesting Authorization code.",
  },
  500131: {
    error: 'invalid_grant',
    status: 400,
    text: "Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '{audience}' and the expected audience is '{client}' or one of the Application Uris of this application with App ID '{client}'.",
  },
  500133: {
    error: 'invalid_grant',
    status: 400,
    text: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  },
  501481: {
    error: 'invalid_grant',
    status: 400,
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  5002741: {
    error: 'invalid_client',
    status: 401,
    text: 'Number of audience values in the provided client credential exceed maximum allowed. {count} audience values provided, maximum allowed is 1.',
  },
  54005: {
    error: 'invalid_grant',
    status: 400,
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  65001: {
    error: 'invalid_grant',
    status: 400,
    text: "The user or administrator has not consented to use the application with ID '{client}' named '{name}'. Send an interactive authorization request for this user and resource.",
    suberror: 'consent_required',
  },
  65004: { error: 'access_denied', status: 400, text: 'User declined to consent to access the app.' },
  650053: {
    error: 'invalid_client',
    status: 400,
    text: "The application '{name}' asked for scope '{scope}' that doesn't exist on the resource '{resource}'. Contact the app vendor.",
  },
  70000: {
    error: 'invalid_grant',
    status: 400,
    text: "The provided value for the input parameter '{parameter}' is not valid.",
  },
  70003: {
    error: 'unsupported_grant_type',
    status: 400,
    text: "The app requested an unsupported grant type '{grant}'.",
  },
  70005: {
    error: 'unsupported_response_type',
    status: 400,
    text: "The app returned an unsupported response type '{responseType}'.",
  },
  70007: {
    error: 'invalid_request',
    status: 400,
    text: "'{responseMode}' is not a supported value of 'response_mode' for this request.",
  },
  70008: {
    error: 'invalid_grant',
    status: 400,
    text: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70011: {
    error: 'invalid_scope',
    status: 400,
    text: "The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope {scope} is not valid.",
  },
  70016: {
    error: 'authorization_pending',
    status: 400,
    text: 'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
  },
  70017: {
    error: 'authorization_declined',
    status: 400,
    text: 'OAuth 2.0 device flow error. The end user declined the authorization request.',
  },
  70018: {
    error: 'bad_verification_code',
    status: 400,
    text: 'Invalid verification code due to User typing in wrong user code for device code flow.',
  },
  70020: {
    error: 'expired_token',
    status: 400,
    text: "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
  },
  70021: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion. Assertion Issuer: '{issuer}'. Assertion Subject: '{subject}'. Assertion Audience: '{audience}'.",
  },
  70025: {
    error: 'invalid_client',
    status: 401,
    text: "The client '{client}'({name}) has no configured federated identity credentials.",
  },
  700005: {
    error: 'invalid_grant',
    status: 400,
    text: 'Provided Authorization Code is intended to use against other tenant, thus rejected.',
  },
  700016: {
    error: 'unauthorized_client',
    status: 400,
    text: "Application with identifier '{client}' was not found in the directory '{tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
  },
  700021: {
    error: 'invalid_client',
    status: 401,
    text: "Client assertion application identifier doesn't match 'client_id' parameter.",
  },
  700023: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion audience claim does not match Realm issuer.',
  },
  700024: {
    error: 'invalid_client',
    status: 401,
    text: 'Client assertion is not within its valid time range.',
  },
  700025: {
    error: 'invalid_client',
    status: 401,
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    text: 'The certificate with identifier used to sign the client assertion is not registered on application. [Reason - {reason}]',
  },
  700054: {
    error: 'unsupported_response_type',
    status: 400,
    text: "response_type '{responseType}' is not enabled for the application.",
  },
  700082: {
    error: 'invalid_grant',
    status: 400,
    text: 'The refresh token has expired due to inactivity. The token was issued on {issued} and was inactive for 90.00:00:00.',
    suberror: 'bad_token',
  },
  700084: {
    error: 'invalid_grant',
    status: 400,
    text: 'The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on {issued}.',
    suberror: 'bad_token',
  },
  700211: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion issuer '{issuer}'.",
  },
  700212: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion audience '{audience}'.",
  },
  700213: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion subject '{subject}'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
  },
  7000114: {
    error: 'invalid_grant',
    status: 400,
    text: "Application '{client}' is not allowed to make application on-behalf-of calls.",
  },
  7000215: {
    error: 'invalid_client',
    status: 401,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  90002: {
    error: 'invalid_tenant',
    status: 400,
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
  },
  90009: {
    error: 'invalid_request',
    status: 400,
    text: "Application '{client}'({name}) is requesting a token for itself. This scenario is supported only if resource is specified using the GUID based App Identifier.",
  },
  90023: {
    error: 'invalid_request',
    status: 400,
    text: "Unsupported '{parameter}' value: '{value}'.",
  },
  900023: {
    error: 'invalid_request',
    status: 400,
    text: "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external domain.",
  },
  900144: {
    error: 'invalid_request',
    status: 400,
    text: "The request body must contain the following parameter: '{parameter}'.",
  },
  9000411: {
    error: 'invalid_request',
    status: 400,
    text: "The request is not properly formatted. The parameter '{parameter}' is duplicated.",
  },
  9000241: {
    error: 'invalid_request',
    status: 400,
    text: 'The sign-in page has expired or was opened in another browser. Start the sign-in again.',
  },
  900561: {
    error: 'invalid_request',
    status: 405,
    text: 'The endpoint only accepts {accepted} requests. Received a {method} request.',
  },
  9001023: {
    error: 'invalid_request',
    status: 400,
    text: 'The grant type is not supported over the /common or /consumers endpoints. Please use the /organizations or tenant-specific endpoint.',
  },
  9002313: { error: 'invalid_request', status: 400, text: 'Invalid request. Request is malformed or invalid.' },
  9002325: {
    error: 'invalid_request',
    status: 400,
    text: 'Proof Key for Code Exchange is required for cross-origin authorization code redemption.',
  },
  9002326: {
    error: 'invalid_request',
    status: 400,
    text: "Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '{origin}'.",
  },
  9002327: {
    error: 'invalid_request',
    status: 400,
    text: "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  },
  1002012: {
    error: 'invalid_scope',
    status: 400,
    text: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
} as const satisfies Readonly<Record<number, AadstsEntry>>;

/** The numbers this identity provider can answer with. */
export type AadstsNumber = keyof typeof AADSTS;
