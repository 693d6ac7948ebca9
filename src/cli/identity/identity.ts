import type { AccountInfo, AuthenticationResult, Configuration, ICachePlugin } from '@azure/msal-node';
import { ConfidentialClientApplication, LogLevel, PublicClientApplication } from '@azure/msal-node';
import { CliError, SignInNeeded } from '../cli.errors.js';
import type { Settings } from '../settings/settings.js';
import type { Access } from './access.js';
import { accessOf } from './access.js';
import { cachedFirst, withCacheAlone } from './cached-first.js';
import { readCertificate } from './certificate.js';
import type { IdentityNetwork } from './identity-network.js';
import { signInFailure } from './sign-in-failure.js';

/** Microsoft's own sign-in hosts are checked online by MSAL; any other was named by the person and is taken at its word. */
const MICROSOFT_HOST = /\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn|microsoftonline\.cn)$/;

/** Accounts and tokens of one application at one authority: MSAL, with failures in words. */
export class Identity {
  constructor(
    readonly settings: Settings,
    private readonly network: IdentityNetwork,
    private readonly kept: ICachePlugin | undefined,
  ) {}

  /** MSAL for a person's sign-in. */
  publicClient(): PublicClientApplication {
    return new PublicClientApplication(this.configuration());
  }

  async accounts(): Promise<readonly AccountInfo[]> {
    return this.translated(() => this.publicClient().getAllAccounts(), true);
  }

  async forget(account: AccountInfo): Promise<void> {
    await this.translated(() => this.publicClient().getTokenCache().removeAccount(account), true);
  }

  /** Whose tokens are meant: the one named, the profile's, or the only one. Throws SignInNeeded. */
  async account(): Promise<AccountInfo> {
    const accounts = await this.accounts();
    const { account: named } = this.settings;
    const chosen = named === undefined ? accounts : accounts.filter((each) => isNamed(each, named));
    const [first] = chosen;
    if (first === undefined)
      throw named === undefined || accounts.length === 0
        ? new SignInNeeded('Nobody is signed in.')
        : new SignInNeeded(`${named} is not signed in.`, undefined, {
            remedy: 'behalf accounts lists who is; behalf login --force signs somebody in.',
          });
    if (chosen.length > 1)
      throw new CliError('several_accounts', 'Several accounts are signed in.', {
        remedy: 'Say whose: --account NAME; behalf accounts lists them.',
      });
    return first;
  }

  /** A token without asking anybody; `force` renews it although it is still good. Throws SignInNeeded. */
  async silent(force = false): Promise<Access> {
    const account = await this.account();
    const request = { account, scopes: [...this.settings.scopes], forceRefresh: force };
    const asked = (): Promise<AuthenticationResult> =>
      this.translated(() => this.publicClient().acquireTokenSilent(request), true);
    const cached = new PublicClientApplication(withCacheAlone(this.configuration()));
    return accessOf(
      await (force ? asked() : cachedFirst(() => cached.acquireTokenSilent(request), asked)),
      'refreshed',
    );
  }

  /** The application's own token (client credentials); `force` gets a new one. */
  async ofApplication(force = false): Promise<Access> {
    const scopes = this.settings.scopes.map((scope) => scope.replace(/\/[^/]*$/, '/.default'));
    const request = { scopes: [...new Set(scopes)], skipCache: force };
    const configuration = this.configuration(this.credential());
    const client = new ConfidentialClientApplication(configuration);
    const asked = (): Promise<AuthenticationResult | null> =>
      this.translated(() => client.acquireTokenByClientCredential(request), false);
    const cached = new ConfidentialClientApplication(withCacheAlone(configuration));
    return accessOf(
      await (force ? asked() : cachedFirst(() => cached.acquireTokenByClientCredential(request), asked)),
      'new',
    );
  }

  /** Runs a call to MSAL; what it throws comes out as CliError. */
  async translated<T>(call: () => Promise<T>, silently: boolean): Promise<T> {
    this.network.lastRefusal = undefined;
    this.network.lastFailure = undefined;
    try {
      return await call();
    } catch (error) {
      // MSAL wraps it, or tries something else, and then says that instead.
      throw this.network.lastFailure ?? signInFailure(error, this.network.lastRefusal, silently);
    }
  }

  private credential(): Partial<Configuration['auth']> {
    const { secret, certificate } = this.settings;
    if (secret === undefined && certificate === undefined)
      throw new CliError('no_credential', 'The application has nothing to prove itself with.', {
        remedy: 'Give BEHALF_CLIENT_SECRET, --secret-file FILE (or - for standard input), or --certificate FILE',
      });
    return certificate === undefined
      ? { clientSecret: secret ?? '' }
      : { clientCertificate: readCertificate(certificate) };
  }

  private configuration(credential: Partial<Configuration['auth']> = {}): Configuration {
    const { authority, tenant, clientId } = this.settings;
    const { hostname, host } = new URL(authority);
    return {
      auth: {
        ...credential,
        clientId,
        authority: new URL(authority).pathname === '/' ? `${authority}/${tenant}` : authority,
        knownAuthorities: MICROSOFT_HOST.test(`.${hostname}`) ? [] : [host],
        // Claims challenges are answered here, so that revocation can take effect at once.
        clientCapabilities: ['CP1'],
      },
      system: {
        networkClient: this.network,
        loggerOptions: { logLevel: LogLevel.Error, loggerCallback: () => undefined },
      },
      ...(this.kept !== undefined && { cache: { cachePlugin: this.kept } }),
    };
  }
}

/** By user name, or by one of the ids; `wanted` as the person writes it. */
function isNamed({ username, homeAccountId, localAccountId }: AccountInfo, wanted: string): boolean {
  return [username, homeAccountId, localAccountId].some((name) => name.toLowerCase() === wanted.toLowerCase());
}
