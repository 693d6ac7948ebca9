import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';

const contact = (me: Person) => me.made('/me/contacts', { json: { givenName: 'Patti', surname: 'Fernandez' } });
const ofContact: Case = async (me) => ({ at: [await contact(me)] });
const LISTS = '/me/todo/lists';
let made = 0;
const taskList = (me: Person) => me.made(LISTS, { json: { displayName: `List ${made++}` } });
const ofTaskList: Case = async (me) => ({ at: [await taskList(me)] });
async function task(me: Person): Promise<readonly [string, string]> {
  const list = await taskList(me);
  return [list, await me.made(`${LISTS}/${list}/tasks`, { json: { title: 'Buy stamps' } })];
}
const ofTask: Case = async (me) => ({ at: await task(me) });

/** Contacts, task lists and batches. */
export const OTHER_CASES: Cases = {
  'contacts.list': plain,
  'contacts.create': () => ({ json: { givenName: 'Irvin', emailAddresses: [{ address: 'irvin@fabrikam.example' }] } }),
  'contacts.get': ofContact,
  'contacts.update': async (me) => ({ at: [await contact(me)], json: { jobTitle: 'Buyer' } }),
  'contacts.delete': ofContact,
  'contacts.folders': plain,
  'todo.lists.list': plain,
  'todo.lists.create': () => ({ json: { displayName: 'Made by the catalogue' } }),
  'todo.lists.get': ofTaskList,
  'todo.lists.update': async (me) => ({ at: [await taskList(me)], json: { displayName: 'Renamed' } }),
  'todo.lists.delete': ofTaskList,
  'todo.tasks.list': async (me) => ({ at: [(await task(me))[0]] }),
  'todo.tasks.create': async (me) => ({ at: [await taskList(me)], json: { title: 'Water the plants' } }),
  'todo.tasks.get': ofTask,
  'todo.tasks.update': async (me) => ({ at: await task(me), json: { status: 'completed' } }),
  'todo.tasks.delete': ofTask,
  batch: () => ({ json: { requests: [{ id: '1', method: 'GET', url: '/me?$select=id' }] } }),
};

/** Subscriptions whose notifications go to `hook`, an address that repeats the token it is asked with. */
export function subscriptionCases(hook: string): Cases {
  const wish = (resource: string) => ({
    changeType: 'created',
    notificationUrl: hook,
    resource,
    expirationDateTime: inAnHour(),
  });
  const subscription = (me: Person) => me.made('/subscriptions', { json: wish('/me/messages') });
  const ofSubscription: Case = async (me) => ({ at: [await subscription(me)] });
  return {
    'subscriptions.list': plain,
    'subscriptions.create': () => ({ json: wish('/me/events') }),
    'subscriptions.get': ofSubscription,
    'subscriptions.renew': async (me) => ({ at: [await subscription(me)], json: { expirationDateTime: inAnHour() } }),
    'subscriptions.delete': ofSubscription,
  };
}

function inAnHour(): string {
  return new Date(Date.now() + 3_600_000).toISOString();
}
