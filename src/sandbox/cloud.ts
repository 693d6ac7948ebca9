import type { Clock } from '../common/clock.js';
import type { Directory } from './directory/directory.js';
import type { User } from './directory/types.js';
import type { Faults } from './faults.js';
import type { Installation } from './installation/installation.js';
import type { Journal } from './journal.js';
import type { Origins } from './origins.js';
import type { PlayedAuthority } from './played-authorities.js';

/** What the embedded identity provider, the embedded Graph and the controls share: one small cloud. */
export interface Cloud {
  readonly clock: Clock;
  readonly origins: Origins;
  readonly installation: Installation;
  readonly directory: Directory;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly played: readonly PlayedAuthority[];
}

/** What the embedded identity provider offers the rest of the cloud beside its HTTP endpoints. */
export interface Identity {
  /**
   * Proves an access token of this cloud: signature by a current key, issuer, times. The caller checks audience,
   * scopes and roles. Undefined when anything is wrong with it. A sovereign cloud's Graph, told by the origin asked,
   * takes that cloud's tokens and no others.
   */
  verify(raw: string, origin?: string): Promise<AccessTokenClaims | undefined>;
  /** A validly signed access token for the `api` application; members given override, null deletes. */
  mintApiToken(wish: {
    user: User;
    claims?: Readonly<Record<string, unknown>>;
    header?: Readonly<Record<string, unknown>>;
    /** Origin of a played authority that issues it; the tenant's own by default. */
    authority?: string;
    /** Of a B2C authority. */
    policy?: string;
  }): Promise<string>;
  /** A new signing key is used at once; the old one stays published unless withdrawn. Answers the new `kid`. */
  rotateKeys(options: { withdrawOld: boolean }): Promise<string>;
  /** Forgets codes, device codes, browser sign-ins and refresh tokens; signing keys stay. */
  reset(): void;
}

/** The claims of a proven access token that the embedded Graph reads. */
export interface AccessTokenClaims {
  readonly aud: string;
  readonly tid: string;
  readonly oid: string;
  /** Seconds since the epoch. */
  readonly iat: number;
  readonly exp: number;
  /** Delegated scopes, space-separated; absent for application tokens. */
  readonly scp?: string;
  readonly roles?: readonly string[];
  readonly idtyp?: string;
  readonly appid?: string;
  readonly [claim: string]: unknown;
}
