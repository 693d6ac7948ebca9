import { SetMetadata } from '@nestjs/common';
import type { AccountType } from '../common/caller.js';

/** Who may reach a path, beyond having proven a token. */
export interface Access {
  /** Delegated scope that a user's token needs beside API_SCOPE. */
  readonly scope?: string;
  /** Application role that a user needs. */
  readonly role?: string;
  /** Lets applications in by themselves, as `request.application`, where they have this role; otherwise only users are. */
  readonly applicationRole?: string;
  /** With `applicationRole`: only where the request brings this header (lower case); any other needs a user. */
  readonly applicationHeader?: string;
  /** Kinds of accounts it is for; any by default. */
  readonly accounts?: readonly AccountType[];
}

/** Of paths that hold or use a Graph token: B2C has no on-behalf-of flow, so its accounts never get one. */
export const EXCHANGEABLE: Access = { accounts: ['work', 'personal'] };

export const ACCESS = 'behalf:access';

/** Narrows who may reach a path. */
export const RequiresAccess = (access: Access): ClassDecorator & MethodDecorator => SetMetadata(ACCESS, access);
