import type { User } from '../../directory/types.js';
import type { Call } from '../operation.js';
import type { Calendar } from './calendar.js';

/** The calendar of a colleague; undefined for anybody outside the tenant. */
export function colleague({ world }: Pick<Call, 'world'>, owner: User, address: string): Calendar | undefined {
  const calendar = world.calendars.addressed(address);
  return calendar?.owner.tenantId === owner.tenantId ? calendar : undefined;
}
