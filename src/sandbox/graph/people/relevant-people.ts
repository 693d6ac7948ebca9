import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import type { Dialect } from '../odata/dialect.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import { bool, collection, complex, number, text, valueAt } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { messagesOf } from '../readings.js';
import type { World } from '../world.js';

/** microsoft.graph.person. */
export const PERSON_TYPE: EntityType = {
  name: 'microsoft.graph.person',
  always: ['id'],
  search: {
    words: ['displayName', 'givenName', 'surname', 'userPrincipalName', 'scoredEmailAddresses'],
    named: { displayName: 'displayName', jobTitle: 'jobTitle', department: 'department' },
  },
  members: {
    id: text,
    displayName: text,
    givenName: text,
    surname: text,
    birthday: text,
    personNotes: text,
    isFavorite: bool,
    jobTitle: text,
    companyName: text,
    yomiCompany: text,
    department: text,
    officeLocation: text,
    profession: text,
    userPrincipalName: text,
    imAddress: text,
    scoredEmailAddresses: collection(complex({ address: text, relevanceScore: number, selectionLikelihood: text })),
    phones: collection(complex({ type: text, number: text })),
    personType: complex({ class: text, subclass: text }),
  },
};

/** Mail's, and search goes with a filter: the Toolkit's `findPeople` sends both. */
const PEOPLE: Dialect = { ...OUTLOOK, check: () => undefined };

/** The people a user works with, the most relevant first. */
export const RELEVANT_PEOPLE_OPERATIONS: readonly Operation[] = owned({
  method: 'GET',
  path: '/people',
  workload: 'directory',
  personal: true,
  scopes: ['People.Read', 'People.Read.All'],
  roles: ['People.Read.All'],
  answer: people,
});

function people(call: Call, user: User): Answer {
  const { caller, world } = call;
  const someoneElse = caller.user !== undefined && caller.user.id !== user.id;
  if (someoneElse && !caller.scopes.has('people.read.all')) throw new GraphError('mailDenied');
  return {
    kind: 'collection',
    collection: {
      type: PERSON_TYPE,
      dialect: PEOPLE,
      context: `users('${user.id}')/people`,
      items: relevantPeople(world, user),
      page: { standard: 10, max: 1000 },
    },
  };
}

/** Who a user works with by chart, groups and mail, the most relevant first. */
export function relevantPeople(world: World, user: User): readonly GraphObject[] {
  const letters = lettersWith(world, user);
  const colleagues = world.people
    .of(user.tenantId)
    .filter((each) => each.id !== user.id)
    .map((each) => ({ score: closeness(world, user, each) + (letters.get(each.mail.toLowerCase())?.count ?? 0), each }))
    .filter(({ score }) => score > 0)
    .map(({ score, each }) => ({ score, object: colleague(world, each, score) }));
  const known = new Set(world.people.of(user.tenantId).map(({ mail }) => mail.toLowerCase()));
  const others = [...letters]
    .filter(([address]) => !known.has(address))
    .map(([address, { name, count }]) => ({ score: count, object: correspondent(name, address, count) }));
  return [...colleagues, ...others].toSorted((one, other) => other.score - one.score).map(({ object }) => object);
}

function closeness({ people: all, groups }: World, user: User, other: User): number {
  const boss = all.manager(user)?.id;
  const shared = groups
    .withMember(user)
    .filter(({ members }) => members.length < 30 && members.some(({ id }) => id === other.id)).length;
  return (
    (boss === other.id ? 50 : 0) +
    (all.manager(other)?.id === user.id ? 40 : 0) +
    (boss !== undefined && all.manager(other)?.id === boss ? 20 : 0) +
    shared * 5
  );
}

/** How many letters came from or went to each address, other than one's own. */
function lettersWith(world: World, user: User): ReadonlyMap<string, { name: string; count: number }> {
  const found = new Map<string, { name: string; count: number }>();
  if (user.guest) return found;
  for (const message of messagesOf(world, user))
    for (const recipient of [message['from'], message['toRecipients']].flat()) {
      const [address, name] = [
        valueAt(recipient, ['emailAddress', 'address']),
        valueAt(recipient, ['emailAddress', 'name']),
      ];
      if (typeof address !== 'string' || address.toLowerCase() === user.mail.toLowerCase()) continue;
      const count = (found.get(address.toLowerCase())?.count ?? 0) + 1;
      found.set(address.toLowerCase(), { name: typeof name === 'string' ? name : address, count });
    }
  return found;
}

function colleague({ people: all }: World, user: User, score: number): GraphObject {
  const object = all.object(user);
  const phones = [
    ...[object['businessPhones']].flat().map((line) => ({ type: 'business', number: line })),
    ...(typeof object['mobilePhone'] === 'string' ? [{ type: 'mobile', number: object['mobilePhone'] }] : []),
  ];
  return {
    ...person(user.id, user.displayName, user.mail, score),
    givenName: user.givenName,
    surname: user.surname,
    jobTitle: object['jobTitle'],
    companyName: object['companyName'],
    department: object['department'],
    officeLocation: object['officeLocation'],
    userPrincipalName: user.userPrincipalName,
    imAddress: `sip:${user.userPrincipalName}`,
    phones,
    personType: { class: 'Person', subclass: 'OrganizationUser' },
  };
}

function correspondent(name: string, address: string, score: number): GraphObject {
  const [givenName = '', ...rest] = name.split(' ');
  return {
    ...person(Buffer.from(address).toString('base64url'), name, address, score),
    givenName,
    surname: rest.join(' '),
    personType: { class: 'Person', subclass: 'ImplicitContact' },
  };
}

function person(id: string, displayName: string, address: string, relevanceScore: number): GraphObject {
  return {
    id,
    displayName,
    birthday: '',
    personNotes: '',
    isFavorite: false,
    jobTitle: null,
    companyName: null,
    yomiCompany: '',
    department: null,
    officeLocation: null,
    profession: '',
    userPrincipalName: null,
    imAddress: null,
    scoredEmailAddresses: [{ address, relevanceScore, selectionLikelihood: 'notSpecified' }],
    phones: [],
  };
}
