import type { Directory } from '../../directory/directory.js';
import type { User } from '../../directory/types.js';
import type { Changes } from '../changes.js';
import { GraphError } from '../errors.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Call, Workload } from '../operation.js';
import { denied } from '../permission.js';
import type { Photo } from './photo.js';
import type { Profile } from './profiles.js';
import { NO_PROFILE, readProfiles } from './profiles.js';
import type { OwnChange } from './update-user.js';
import { USER_TYPE } from './user-type.js';

/** The users of all tenants as Graph shows them, and who reports to whom. */
export class People {
  private readonly profiles = readProfiles();
  private readonly updates = new Map<string, OwnChange>();
  private readonly photos = new Map<string, Photo>();
  /** microsoft.graph.user with its relations. */
  readonly type: EntityType = {
    ...USER_TYPE,
    navigations: {
      manager: {
        type: () => this.type,
        single: true,
        recursive: true,
        follow: (object) => this.related(object, (user) => [this.manager(user)]),
      },
      directReports: {
        type: () => this.type,
        single: false,
        follow: (object) => this.related(object, (user) => this.reports(user)),
      },
    },
  };

  constructor(
    private readonly directory: Directory,
    private readonly changes: Changes,
  ) {}

  profile(user: User): Profile {
    const seeded = this.profiles.get(user.userPrincipalName) ?? NO_PROFILE;
    const update = this.updates.get(user.id);
    return update === undefined ? seeded : { ...seeded, ...defined(update) };
  }

  /** Keeps what a user changed about themself. */
  update(user: User, change: OwnChange): void {
    this.updates.set(user.id, { ...this.updates.get(user.id), ...change });
    this.changes.note(usersOf(user.tenantId), { id: user.id, removed: false });
  }

  /** The photo a user has put in place of the seeded one. */
  photo(user: User): Photo | undefined {
    return this.photos.get(user.id);
  }

  setPhoto(user: User, photo: Photo): void {
    this.photos.set(user.id, photo);
  }

  of(tenantId: string): readonly User[] {
    return this.directory.allUsers.filter((user) => user.tenantId === tenantId);
  }

  /** By object id or user principal name, without regard to case. */
  find(tenantId: string, key: string): User | undefined {
    const wanted = key.toLowerCase();
    return this.of(tenantId).find(
      ({ id, userPrincipalName }) => id === wanted || userPrincipalName.toLowerCase() === wanted,
    );
  }

  /** The user a path means: the caller below `/me`, else `{user}`, of whom only directory and Teams data is everyone's. */
  owner({ caller, parameters }: Call, workload: Workload): User {
    const key = parameters['user'];
    const found = key === undefined ? caller.user : this.find(caller.tenant.id, key);
    if (found === undefined) throw unknownUser(key ?? '', workload);
    const someoneElse = caller.user !== undefined && caller.user.id !== found.id;
    if (someoneElse && workload !== 'directory' && workload !== 'teams') throw denied(workload);
    return found;
  }

  withId(id: string): User | undefined {
    return this.directory.allUsers.find((user) => user.id === id);
  }

  manager(user: User): User | undefined {
    const { manager } = this.profile(user);
    return manager === undefined ? undefined : this.find(user.tenantId, manager);
  }

  reports(user: User): readonly User[] {
    return this.of(user.tenantId).filter((each) => this.manager(each)?.id === user.id);
  }

  /** A user with all properties. */
  object(user: User): GraphObject {
    const { manager: _manager, photo: _photo, hired, ...profile } = this.profile(user);
    return {
      ...profile,
      id: user.id,
      displayName: user.displayName,
      givenName: user.givenName,
      surname: user.surname,
      mail: user.mail,
      userPrincipalName: user.userPrincipalName,
      mailNickname: user.userPrincipalName.split('@')[0],
      accountEnabled: !user.disabled,
      userType: user.guest ? 'Guest' : 'Member',
      creationType: user.guest ? 'Invitation' : null,
      externalUserState: user.guest ? 'Accepted' : null,
      createdDateTime: `${hired ?? '2021-03-01'}T08:00:00Z`,
      employeeHireDate: hired === undefined ? null : `${hired}T00:00:00Z`,
      companyName: this.directory.tenant(user.tenantId)?.displayName ?? null,
      employeeType: user.guest ? null : 'Employee',
      ageGroup: null,
      faxNumber: null,
      onPremisesSyncEnabled: null,
      assignedLicenses: [],
      imAddresses: user.guest ? [] : [user.userPrincipalName],
      otherMails: user.guest ? [user.mail] : [],
      proxyAddresses: [`SMTP:${user.mail}`],
      signInSessionsValidFromDateTime: new Date(user.tokensValidFrom).toISOString().replace('.000', ''),
    };
  }

  /** The same among other kinds of directory objects. */
  directoryObject(user: User): GraphObject {
    return { '@odata.type': '#microsoft.graph.user', ...this.object(user) };
  }

  private related(object: GraphObject, follow: (user: User) => readonly (User | undefined)[]): readonly GraphObject[] {
    const user = this.withId(String(object['id']));
    return user === undefined
      ? []
      : follow(user).flatMap((each) => (each === undefined ? [] : [this.directoryObject(each)]));
  }
}

/** What the changes of a tenant's users are noted as. */
export function usersOf(tenantId: string): string {
  return `users of ${tenantId}`;
}

/** Without members that are there but undefined. */
function defined(change: OwnChange): Partial<Profile> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

function unknownUser(key: string, workload: Workload): GraphError {
  if (workload === 'outlook') return new GraphError('mailUserInvalid', `The requested user '${key}' is invalid.`);
  return new GraphError(
    'resourceNotFound',
    `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`,
  );
}
