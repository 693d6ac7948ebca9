import type { Cloud } from '../cloud.js';
import type { AuthorizationCodes } from './authorize/authorization-codes.js';
import type { DeviceCodes } from './device/device-codes.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { Browsers } from './sign-in/browsers.js';
import type { SignInFlows } from './sign-in/flows.js';
import type { SigningKeys } from './signing-keys.js';
import type { TokenIssuer } from './token-issuer.js';
import type { TokenProof } from './verify-token.js';

/** What the endpoints of the identity provider share. */
export interface Provider {
  readonly cloud: Cloud;
  readonly keys: SigningKeys;
  readonly proof: TokenProof;
  readonly issuer: TokenIssuer;
  readonly refreshTokens: RefreshTokens;
  readonly codes: AuthorizationCodes;
  readonly devices: DeviceCodes;
  readonly browsers: Browsers;
  readonly flows: SignInFlows;
}
