import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { bodyOf } from '../json-body.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { eventsOf } from '../readings.js';
import { PRESENCE_TYPE, unknownPresence } from './presences.js';

/** https://learn.microsoft.com/graph/api/cloudcommunications-getpresencesbyuserid */
const LIMIT = 650;
const SCOPES = ['Presence.Read', 'Presence.Read.All'];
const COMMON = { workload: 'teams', personal: false } as const;
const asked = z.object({ ids: z.array(z.string()) });

/** Who is there and who is busy. */
export const PRESENCE_OPERATIONS: readonly Operation[] = [
  ...owned({ ...COMMON, method: 'GET', path: '/presence', scopes: SCOPES, roles: ['Presence.Read.All'], answer: one }),
  {
    ...COMMON,
    method: 'POST',
    path: '/communications/getPresencesByUserId',
    scopes: ['Presence.Read.All'],
    roles: ['Presence.Read.All'],
    answer: many,
  },
];

function one(call: Call, user: User): Answer {
  return {
    kind: 'entity',
    entity: { type: PRESENCE_TYPE, context: `users('${user.id}')/presence`, item: presenceOf(call, user) },
  };
}

function many(call: Call): Answer {
  const { ids } = bodyOf(call, asked);
  if (ids.length > LIMIT) throw new GraphError('badRequest', `The number of ids must not exceed ${LIMIT}.`);
  const { world, caller } = call;
  const known = new Map(world.people.of(caller.tenant.id).map((user) => [user.id, user]));
  const value = ids.map((id) => {
    const user = known.get(id.toLowerCase());
    return user === undefined ? unknownPresence(id) : presenceOf(call, user);
  });
  return { kind: 'value', context: 'Collection(microsoft.graph.presence)', value: { value } };
}

function presenceOf({ world }: Call, user: User): GraphObject {
  return world.presences.of(user, user.guest ? [] : eventsOf(world, user));
}
