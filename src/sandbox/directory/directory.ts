import type { Application, FederatedCredential, Tenant, User, UserState, UserSwitches } from './types.js';
import { GRAPH_APP_ID } from './types.js';

/** Tenants, applications, users and who consented to what; the one place the embedded tenant keeps them. */
export class Directory {
  private users: User[];
  private consents = new Map<string, Set<string>>();
  private readonly federated = new Map<string, readonly FederatedCredential[]>();

  constructor(
    readonly tenants: readonly Tenant[],
    readonly applications: readonly Application[],
    private readonly seededUsers: readonly User[],
  ) {
    this.users = [...seededUsers];
  }

  get allUsers(): readonly User[] {
    return this.users;
  }

  /** By id or domain, without regard to case. */
  tenant(idOrDomain: string): Tenant | undefined {
    const wanted = idOrDomain.toLowerCase();
    return this.tenants.find(({ id, domain }) => id === wanted || domain === wanted);
  }

  application(clientId: string): Application | undefined {
    const wanted = clientId.toLowerCase();
    return this.applications.find((application) => application.clientId === wanted);
  }

  /** The application of a seed name, which is known to exist. */
  named(name: string): Application {
    const found = this.applications.find((application) => application.name === name);
    if (found === undefined) throw new Error(`no seeded application is called ${name}`);
    return found;
  }

  /** By user principal name or mail address, without regard to case; several tenants may know one guest. */
  usersNamed(name: string): readonly User[] {
    const wanted = name.toLowerCase();
    return this.users.filter(
      ({ userPrincipalName, mail }) => userPrincipalName.toLowerCase() === wanted || mail.toLowerCase() === wanted,
    );
  }

  user(tenantId: string, id: string): User | undefined {
    return this.users.find((user) => user.tenantId === tenantId && user.id === id);
  }

  state(user: User): UserState {
    if (user.disabled) return 'disabled';
    if (user.consent) return 'consent';
    if (user.mfa) return 'mfa';
    return user.guest ? 'guest' : 'ready';
  }

  /** People who join after the start; gone again by reset. */
  add(users: readonly User[]): void {
    this.users = [...this.users, ...users];
  }

  /** Changes what the controls may change; undone by reset. */
  change(user: User, switches: Partial<UserSwitches & Pick<User, 'tokensValidFrom'>>): User {
    const changed = { ...user, ...switches };
    this.users = this.users.map((each) => (each.id === user.id && each.tenantId === user.tenantId ? changed : each));
    // Asking for the missing-consent state again means it: an earlier grant of this user's would hide it.
    if (switches.consent === true) this.withdraw(user);
    return changed;
  }

  /** Remembers what a user consented to on the consent page. */
  consent(user: User, client: Application, resourceId: string, scopes: readonly string[]): void {
    const key = consentKey(user, client, resourceId);
    this.consents.set(key, new Set([...(this.consents.get(key) ?? []), ...scopes]));
  }

  /**
   * The delegated scopes a user's sign-in to `client` may carry for a resource: the administrator's consent and the
   * user's own. A user in state `consent` lacks the administrator's where this API calls Graph.
   */
  consentedScopes(user: User, client: Application, resourceId: string): ReadonlySet<string> {
    const own = this.consents.get(consentKey(user, client, resourceId)) ?? new Set<string>();
    const withheld = user.consent && client.name === 'api' && resourceId === GRAPH_APP_ID;
    return new Set([...(withheld ? [] : (client.adminConsent[resourceId] ?? [])), ...own]);
  }

  /** The workloads of other issuers an application trusts. */
  federatedCredentials({ clientId }: Application): readonly FederatedCredential[] {
    return this.federated.get(clientId) ?? [];
  }

  /** Lets an application be proved by a further workload; undone by reset. */
  federate(application: Application, credential: FederatedCredential): void {
    this.federated.set(application.clientId, [...this.federatedCredentials(application), credential]);
  }

  /** Back to the seeds: switches, consents, revocations, federated credentials. */
  reset(): void {
    this.users = [...this.seededUsers];
    this.consents.clear();
    this.federated.clear();
  }

  private withdraw(user: User): void {
    for (const key of this.consents.keys())
      if (key.startsWith(`${user.tenantId}/${user.id}/`)) this.consents.delete(key);
  }
}

function consentKey(user: User, client: Application, resourceId: string): string {
  return `${user.tenantId}/${user.id}/${client.clientId}/${resourceId}`;
}
