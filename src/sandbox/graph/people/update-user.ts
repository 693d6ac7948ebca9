import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { jsonBody } from '../json-body.js';
import { member } from '../odata/schema.js';
import type { Answer, Call } from '../operation.js';
import { USER_TYPE } from './user-type.js';

const line = z.string().min(1).max(128).nullable();

/** What users may change about themselves without being administrators. */
const OWN = z.strictObject({
  businessPhones: z.array(z.string().min(1).max(64)).max(1),
  mobilePhone: z.string().min(1).max(64).nullable(),
  officeLocation: line,
  preferredLanguage: z
    .string()
    .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/)
    .nullable(),
  streetAddress: z.string().min(1).max(1024).nullable(),
  city: line,
  state: line,
  postalCode: z.string().min(1).max(40).nullable(),
  country: line,
});
const own = OWN.partial();
export type OwnChange = z.infer<typeof own>;

/**
 * Changes what a user may change about themself. Throws 403 for properties administrators keep, and for other users;
 * 400 for what is no property or no value of it.
 */
export function updateUser(call: Call, user: User): Answer {
  const { world, caller } = call;
  if (caller.user === undefined || caller.user.id !== user.id) throw new GraphError('privileges');
  const written = Object.entries(jsonBody(call)).filter(([name]) => !name.startsWith('@'));
  const change = written.map(([name, value]) => {
    const known = member(USER_TYPE.members, name);
    if (known === undefined)
      throw new GraphError(
        'directoryBadRequest',
        `Property '${name.slice(0, 60)}' does not exist as a declared property or extension property.`,
      );
    if (!Object.hasOwn(OWN.shape, known.name)) throw new GraphError('privileges');
    return [known.name, value] as const;
  });
  const parsed = own.safeParse(Object.fromEntries(change));
  if (!parsed.success)
    throw new GraphError(
      'directoryBadRequest',
      `Invalid value specified for property '${String(parsed.error.issues[0]?.path[0])}' of resource 'User'.`,
    );
  world.people.update(user, parsed.data);
  return { kind: 'nothing' };
}
