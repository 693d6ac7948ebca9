import type { Case, Cases } from './case.js';
import { plain } from './case.js';
import type { Person } from './person.js';

const team = (me: Person) => me.first('/me/joinedTeams');
const ofTeam: Case = async (me) => ({ at: [await team(me)] });
const ofChannel: Case = async (me) => {
  const id = await team(me);
  return { at: [id, await me.first(`/teams/${id}/channels`)] };
};
const ofChat: Case = async (me) => ({ at: [await me.first('/me/chats')] });
const site = (me: Person) => me.first('/sites?search=*');
const ofSite: Case = async (me) => ({ at: [await site(me)] });
async function list(me: Person): Promise<readonly [string, string]> {
  const id = await site(me);
  return [id, await me.first(`/sites/${id}/lists`)];
}
const ofList: Case = async (me) => ({ at: await list(me) });
const plan = (me: Person) => me.first('/me/planner/plans');
const ofPlan: Case = async (me) => ({ at: [await plan(me)] });
const ofTask: Case = async (me) => ({ at: [await me.first('/me/planner/tasks')] });

/** Teams, chats, sites, plans and search. */
export const TEAMWORK_CASES: Cases = {
  'teams.joined': plain,
  'teams.get': ofTeam,
  'teams.channels.list': ofTeam,
  'teams.channels.get': ofChannel,
  'teams.channels.messages': ofChannel,
  'teams.members': ofTeam,
  'chats.list': plain,
  'chats.get': ofChat,
  'chats.messages': ofChat,
  'chats.members': ofChat,
  'sites.search': () => ({ query: 'search=Contoso' }),
  'sites.root': plain,
  'sites.get': ofSite,
  'sites.lists.list': ofSite,
  'sites.lists.get': ofList,
  'sites.lists.items.list': ofList,
  'sites.lists.items.get': async (me) => {
    const [siteId, listId] = await list(me);
    return { at: [siteId, listId, await me.first(`/sites/${siteId}/lists/${listId}/items`)] };
  },
  'sites.drive': ofSite,
  'sites.drive.children': ofSite,
  'planner.tasks.mine': plain,
  'planner.plans.mine': plain,
  'planner.plans.group': async (me) => ({
    at: [await me.first('/groups', ({ displayName }) => displayName === 'Marketing')],
  }),
  'planner.plans.get': ofPlan,
  'planner.plans.tasks': ofPlan,
  'planner.plans.buckets': ofPlan,
  'planner.tasks.get': ofTask,
  'planner.tasks.details': ofTask,
  'search.query': () => ({
    json: { requests: [{ entityTypes: ['message'], query: { queryString: 'launch' }, from: 0, size: 5 }] },
  }),
};
