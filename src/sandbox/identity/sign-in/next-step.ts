import type { Cloud } from '../../cloud.js';
import type { User } from '../../directory/types.js';
import { admits } from '../authority.js';
import type { SignInRequest } from '../authorize/authorization-request.js';
import { isMultiFactor, satisfiesPolicy } from '../conditional-access.js';
import type { Browser, SignedInAccount } from './browsers.js';
import type { WantedConsent } from './wanted-consents.js';
import { wantedConsents } from './wanted-consents.js';

/** How far one sign-in has come. */
export interface SignInProgress {
  /** Chosen or freshly signed in. */
  account?: SignedInAccount;
  consented?: boolean;
}

/** What the person in front of the browser must do next. */
export type NextStep =
  | { readonly step: 'name' }
  | { readonly step: 'choose'; readonly accounts: readonly { account: SignedInAccount; user: User }[] }
  | { readonly step: 'mfa'; readonly account: SignedInAccount; readonly user: User }
  | {
      readonly step: 'consent';
      readonly account: SignedInAccount;
      readonly user: User;
      readonly wanted: readonly WantedConsent[];
    }
  | { readonly step: 'done'; readonly account: SignedInAccount; readonly user: User };

/** Decides the next step of a sign-in from what is asked and what is known of the browser. */
export function nextStep(cloud: Cloud, request: SignInRequest, browser: Browser, progress: SignInProgress): NextStep {
  const chosen = progress.account ?? chooseAlone(cloud, request, browser);
  if (chosen === undefined) return askForAccount(cloud, request, browser);
  const user = standingUser(cloud, request, chosen);
  if (user === undefined) return { step: 'name' };

  if (needsMultiFactor(request, user, chosen)) return { step: 'mfa', account: chosen, user };
  if (progress.consented !== true) {
    const wanted = wantedConsents(cloud, user, request);
    if (wanted.length > 0) return { step: 'consent', account: chosen, user, wanted };
  }
  return { step: 'done', account: chosen, user };
}

function chooseAlone(cloud: Cloud, request: SignInRequest, browser: Browser): SignedInAccount | undefined {
  if (request.prompt === 'login' || request.prompt === 'select_account') return undefined;
  const usable = usableAccounts(cloud, request, browser);
  if (request.loginHint !== undefined) return usable.find(({ user }) => isHinted(request, user))?.account;
  const [first, second] = usable;
  return second === undefined ? first?.account : undefined;
}

function askForAccount(cloud: Cloud, request: SignInRequest, browser: Browser): NextStep {
  const accounts = usableAccounts(cloud, request, browser);
  const offers = request.prompt !== 'login' && (request.loginHint === undefined || request.prompt === 'select_account');
  return offers && accounts.length > 0 ? { step: 'choose', accounts } : { step: 'name' };
}

function usableAccounts(
  cloud: Cloud,
  request: SignInRequest,
  browser: Browser,
): { account: SignedInAccount; user: User }[] {
  return browser.accounts.flatMap((account) => {
    const user = standingUser(cloud, request, account);
    return user === undefined ? [] : [{ account, user }];
  });
}

/** The user of an account, unless disabled, signed in before a revocation or foreign to this entrance. */
function standingUser(cloud: Cloud, request: SignInRequest, account: SignedInAccount): User | undefined {
  const user = cloud.directory.user(account.tenantId, account.userId);
  if (user === undefined || user.disabled || account.signedInAt < user.tokensValidFrom) return undefined;
  return admits(request.authority, user) ? user : undefined;
}

function isHinted({ loginHint = '' }: SignInRequest, user: User): boolean {
  const hint = loginHint.toLowerCase();
  return hint === user.userPrincipalName.toLowerCase() || hint === user.mail.toLowerCase();
}

function needsMultiFactor(request: SignInRequest, user: User, { strength }: SignedInAccount): boolean {
  if (request.stepUp.acrs.some((context) => !strength.acrs.includes(context))) return true;
  if (request.stepUp.mfa && !isMultiFactor(strength)) return true;
  return request.requested.resources.some(({ resource }) => !satisfiesPolicy(user, resource, strength));
}
