import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Dispatcher } from 'undici';
import { FileStore } from './cache/file-store.js';
import { KeptTokens } from './cache/kept-tokens.js';
import { secureStore } from './cache/secure-store.js';
import { makeStateFolder, stateRoot } from './cache/state-folder.js';
import type { TokenStore } from './cache/token-store.js';
import { Trace } from './calls/trace.js';
import { CliError, SignInNeeded } from './cli.errors.js';
import { variable } from './environment.js';
import type { Access } from './identity/access.js';
import { Identity } from './identity/identity.js';
import { IdentityNetwork } from './identity/identity-network.js';
import { signIn, usualMethod } from './identity/sign-in.js';
import { environmentLayer } from './settings/environment-layer.js';
import type { Layer, Method } from './settings/layer.js';
import { parametersLayer } from './settings/parameters-file.js';
import { checkProfileName, keepProfile, profileLayer } from './settings/profile.js';
import { resolveSettings } from './settings/resolve-settings.js';
import type { Settings } from './settings/settings.js';
import type { OutputOptions } from './terminal/terminal.js';
import { Terminal } from './terminal/terminal.js';
import { harmless } from './terminal/visible.js';
import { WayOut } from './way-out.js';

/** MSAL renews a token when it has as little left. */
const LAST_MINUTES_MS = 5 * 60_000;

/** The options every command has that works with an account. */
export interface SessionOptions extends OutputOptions, Layer {
  readonly profile?: string | undefined;
  readonly config?: string | undefined;
  /** False: tokens live as long as this process. */
  readonly cache?: boolean | undefined;
  /** False: addresses are printed and not opened. */
  readonly open?: boolean | undefined;
  readonly scope?: readonly string[] | undefined;
}

/** Everything a command works with: settings, who is signed in, the ways out, the terminal. */
export class Session {
  private held: Access | undefined;

  private constructor(
    readonly terminal: Terminal,
    readonly settings: Settings,
    readonly identity: Identity,
    readonly trace: Trace,
    readonly dispatcher: Dispatcher,
    /** Undefined where nothing is kept. */
    readonly kept: { readonly tokens: KeptTokens; readonly store: TokenStore } | undefined,
    private readonly open: boolean,
  ) {}

  /** Opens it, has `work` done, and closes what is open. `mustKeep`: refuses where tokens could not be kept. */
  static async with<T>(options: SessionOptions, work: (session: Session) => Promise<T>, mustKeep = false): Promise<T> {
    const terminal = new Terminal(options);
    const wayOut = new WayOut();
    const profile = checkProfileName(options.profile ?? variable('BEHALF_PROFILE') ?? 'default');
    try {
      return await work(await Session.opened({ ...options, profile }, terminal, wayOut, mustKeep));
    } catch (error) {
      throw error instanceof CliError ? error.about(profile) : error;
    } finally {
      terminal.clearProgress();
      await wayOut.close();
    }
  }

  private static async opened(
    options: SessionOptions & { readonly profile: string },
    terminal: Terminal,
    wayOut: WayOut,
    mustKeep: boolean,
  ): Promise<Session> {
    const { profile } = options;
    const folder = join(stateRoot(), profile);
    const kept = profileLayer(folder);
    const asApplication = (options.method ?? kept.method) === 'app';
    const tell = (text: string): void => terminal.note(terminal.noteStyle.dim(harmless(text)));
    const config = options.config ?? variable('BEHALF_CONFIG');
    const ofFile = config === undefined ? [] : [parametersLayer(config, tell)];
    const given = [flagsLayer(options), environmentLayer(), ...ofFile];
    const settings = await resolveSettings(
      { profile, folder, given, kept, asApplication },
      (caFile) => wayOut.trusting(caFile),
      tell,
    );
    const dispatcher = wayOut.trusting(settings.caFile);
    const trace = new Trace(terminal);
    const network = new IdentityNetwork(dispatcher, trace);
    const store = options.cache === false ? undefined : await openStore(folder, mustKeep);
    const keptTokens = store && {
      store,
      tokens: new KeptTokens({
        store,
        folder,
        strict: mustKeep,
        tell: (text) => terminal.note(terminal.noteStyle.warning(text)),
      }),
    };
    const identity = new Identity(withSecret(settings, asApplication), network, keptTokens?.tokens);
    return new Session(terminal, settings, identity, trace, dispatcher, keptTokens, options.open ?? true);
  }

  get asApplication(): boolean {
    return this.settings.method === 'app';
  }

  /** Silent first. Where that cannot be, a person at a terminal is asked to sign in; elsewhere throws SignInNeeded. */
  async access(force = false): Promise<Access> {
    // Page after page needs not look it up again.
    if (!force && this.held !== undefined && this.held.endsAt.getTime() - Date.now() > LAST_MINUTES_MS)
      return this.held;
    return (this.held = await this.acquired(force));
  }

  private async acquired(force: boolean): Promise<Access> {
    if (this.asApplication) return this.identity.ofApplication(force);
    try {
      return await this.identity.silent(force);
    } catch (error) {
      if (!(error instanceof SignInNeeded) || !this.terminal.interactive) throw error;
      this.terminal.note(error.message);
      return this.signIn(usualMethod(this.identity), error.claims);
    }
  }

  /** A new sign-in; what it used is kept with the profile. */
  async signIn(method: Method, claims?: string): Promise<Access> {
    const isFirst = await this.kept?.tokens.isEmpty();
    const access = await signIn(this.identity, this.terminal, {
      method,
      open: this.open,
      claims,
      loginHint: this.hint,
    });
    this.held = access;
    // Where the tokens could not be kept that has been told.
    if (this.kept?.tokens.areKept !== true) return access;
    await keepProfile(this.settings.folder, {
      ...this.settings.toKeep,
      account: access.account?.homeAccountId,
      method,
    });
    if (isFirst === true) this.tellWhereKept(this.kept.store);
    return access;
  }

  /** Opens an address for the person, where that can be and is wished. */
  async show(address: string): Promise<boolean> {
    if (!this.open || !/^https?:\/\//.test(address)) return false;
    const { openBrowser } = await import('./terminal/open-browser.js');
    return openBrowser(address);
  }

  private get hint(): string | undefined {
    const { username, account } = this.settings;
    return username ?? (account?.includes('@') === true ? account : undefined);
  }

  private tellWhereKept({ secure, place }: TokenStore): void {
    const why = secure || variable('BEHALF_CACHE') === 'file' ? '' : ': there is no secure store here that can be used';
    const who = secure ? '' : ', which only you can read';
    this.terminal.note(this.terminal.noteStyle.dim(`Tokens are kept in ${place}${who}${why}.`));
  }
}

function flagsLayer(options: SessionOptions): Layer {
  const { authority, tenant, clientId, resource, apiUrl, graphUrl, caFile, sandbox, account, method, username } =
    options;
  const named = { authority, tenant, clientId, resource, apiUrl, graphUrl, sandbox, account, method, username };
  const { secretFile, certificate, scope } = options;
  return {
    ...named,
    scopes: scope?.flatMap((words) => words.split(/[\s,]+/)).filter((word) => word !== ''),
    caFile: caFile === undefined ? undefined : resolve(caFile),
    secretFile: secretFile === undefined || secretFile === '-' ? secretFile : resolve(secretFile),
    certificate: certificate === undefined ? undefined : resolve(certificate),
  };
}

async function openStore(folder: string, mustKeep: boolean): Promise<TokenStore> {
  try {
    makeStateFolder(folder);
  } catch (error) {
    // What is there can still be read.
    if (mustKeep || !existsSync(folder)) throw error;
  }
  const file = new FileStore(join(folder, 'tokens.json'));
  return (await secureStore(folder, file)) ?? file;
}

/** A secret is read where it is needed, and only then. */
function withSecret(settings: Settings, asApplication: boolean): Settings {
  const { secret, secretFile, certificate } = settings;
  if (!asApplication || secretFile === undefined || (certificate !== undefined && secret === undefined))
    return settings;
  try {
    return { ...settings, secret: readFileSync(secretFile === '-' ? 0 : secretFile, 'utf8').trim() };
  } catch (cause) {
    throw new CliError('secret_file', `${secretFile} cannot be read.`, { remedy: 'Correct --secret-file.', cause });
  }
}
