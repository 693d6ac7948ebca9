// The library's own entry point drags in 100 ms of unmaintained modules and has no types for this one.
declare module 'passport-azure-ad/lib/bearerstrategy.js' {
  import type { KeyObject } from 'node:crypto';
  import type { Strategy } from 'passport';

  interface BearerStrategyOptions {
    readonly identityMetadata: string;
    readonly clientID: string;
    readonly audience: readonly string[];
    readonly validateIssuer: boolean;
    readonly ignoreExpiration: boolean;
    readonly clockSkew: number;
    readonly allowMultiAudiencesInToken: boolean;
    readonly passReqToCallback: true;
    readonly loggingNoPII: true;
    readonly loggingLevel: 'fatal';
  }

  interface Metadata {
    readonly oidc: { readonly issuer: string; readonly algorithms: readonly ['RS256'] };
    generateOidcPEM(): KeyObject;
  }

  type Verified = (error: unknown, user?: object | false) => void;

  class BearerStrategy extends Strategy {
    constructor(options: BearerStrategyOptions, verify: (request: never, payload: unknown, done: Verified) => void);
    loadMetadata(parameters: unknown, next: (error: unknown, metadata?: Metadata) => void): void;
    authenticate(request: object, options?: object): void;
    success(user: object): void;
    fail(challenge: unknown): void;
    error(error: unknown): void;
  }

  export default BearerStrategy;
}
