import type { IncomingHttpHeaders } from 'node:http';
import type { ApplicationCaller, Caller } from '../common/caller.js';
import type { AppConfig } from '../config/app-config.js';
import type { Access } from './access.decorator.js';
import { accountTypeNotAllowed, insufficientRole, userTokenRequired } from './auth.errors.js';
import { checkScope, scopeInFull } from './checks/check-scope.js';

type Config = Pick<AppConfig, 'identity' | 'api'>;

/** Lets a proven user through to a path. Throws `account_type_not_allowed`, `insufficient_scope`, `insufficient_role`. */
export function admitUser(caller: Caller, { accounts, scope, role }: Access, config: Config): Caller {
  if (accounts !== undefined && !accounts.includes(caller.accountType)) throw accountTypeNotAllowed();
  if (scope !== undefined) checkScope(caller.scopes, scope, config);
  if (role !== undefined && !caller.roles.includes(role)) throw insufficientRole(ownScope(config));
  return caller;
}

/** Lets a proven application through to a path that says so. Throws `user_token_required`, `insufficient_role`. */
export function admitApplication(
  application: ApplicationCaller,
  { applicationRole, applicationHeader }: Access,
  headers: IncomingHttpHeaders,
  config: Config,
): ApplicationCaller {
  const withoutHeader = applicationHeader !== undefined && headers[applicationHeader] === undefined;
  if (applicationRole === undefined || withoutHeader) throw userTokenRequired(ownScope(config));
  if (!application.roles.includes(applicationRole)) throw insufficientRole(ownScope(config));
  return application;
}

function ownScope({ identity, api }: Config): string {
  return scopeInFull(identity, api.scope);
}
