import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { PLAIN } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { CHANNEL_TYPE, CHAT_MESSAGE_TYPE, CHAT_TYPE, MEMBER_TYPE, TEAM_TYPE } from './team-type.js';
import { channelObject, chatObject, joinedTeamObject, memberObject, postObject, teamObject } from './team-objects.js';
import type { Channel, Chat, Team } from './teams.js';
import { isMember } from './teams.js';

const GROUPS = ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const SETTINGS = ['TeamSettings.Read.All', 'TeamSettings.ReadWrite.All'];
const TEAM = ['Team.ReadBasic.All', ...SETTINGS, ...GROUPS];
const JOINED = ['Team.ReadBasic.All', ...SETTINGS, 'User.Read.All', 'User.ReadWrite.All', ...GROUPS.slice(2)];
const CHANNEL = ['Channel.ReadBasic.All', 'ChannelSettings.Read.All', 'ChannelSettings.ReadWrite.All', ...GROUPS];
const MESSAGES = ['ChannelMessage.Read.All', 'Group.Read.All', 'Group.ReadWrite.All'];
const MEMBERS = ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'];
const CHAT = ['Chat.ReadBasic', 'Chat.Read', 'Chat.ReadWrite'];
const CHAT_MEMBERS = [...CHAT, 'ChatMember.Read', 'ChatMember.ReadWrite'];
const COMMON = { method: 'GET', workload: 'teams', personal: false } as const;

/** Teams with their channels and members, chats, and what is written in both. */
export const TEAM_OPERATIONS: readonly Operation[] = [
  ...owned({ ...COMMON, path: '/joinedTeams', scopes: JOINED, roles: JOINED, answer: joined }),
  ofTeam('', TEAM, (_call, team) => entity(TEAM_TYPE, 'teams', teamObject(team))),
  ofTeam('/channels', CHANNEL, (_call, team) =>
    listed(
      CHANNEL_TYPE,
      `teams('${idOf(team)}')/channels`,
      team.channels.map((each) => channelObject(team, each)),
    ),
  ),
  ofTeam('/channels/{channel}', CHANNEL, (call, team) =>
    entity(CHANNEL_TYPE, `teams('${idOf(team)}')/channels`, channelObject(team, channelOf(call, team))),
  ),
  ofTeam('/channels/{channel}/messages', MESSAGES, channelMessages),
  ofTeam('/members', MEMBERS, (_call, team) => listed(MEMBER_TYPE, `teams('${idOf(team)}')/members`, membersOf(team))),
  ...['/me/chats', '/chats'].map((path): Operation => ({ ...COMMON, path, scopes: CHAT, answer: chats })),
  ofChat('', CHAT, (call, chat) => entity(chatType(call), 'chats', chatObject(chat))),
  ofChat('/messages', ['Chat.Read', 'Chat.ReadWrite'], (_call, chat) =>
    listed(CHAT_MESSAGE_TYPE, `chats('${encodeURIComponent(chat.id)}')/messages`, chatMessages(chat), 50),
  ),
  ofChat('/members', CHAT_MEMBERS, (_call, chat) =>
    listed(MEMBER_TYPE, `chats('${encodeURIComponent(chat.id)}')/members`, chatMembers(chat)),
  ),
];

function ofTeam(below: string, scopes: readonly string[], answer: (call: Call, team: Team) => Answer): Operation {
  const path = `/teams/{team}${below}`;
  return { ...COMMON, path, scopes, roles: scopes, answer: (call) => answer(call, teamOf(call)) };
}

function ofChat(below: string, scopes: readonly string[], answer: (call: Call, chat: Chat) => Answer): Operation {
  return { ...COMMON, path: `/chats/{chat}${below}`, scopes, answer: (call) => answer(call, chatOf(call)) };
}

/** Whose teams: another's only with a scope for all users (https://learn.microsoft.com/graph/api/user-list-joinedteams). */
function joined({ world, caller }: Call, user: User): Answer {
  const all = caller.user === undefined || caller.user.id === user.id || caller.scopes.has('user.read.all');
  if (!all) throw new GraphError('teamsForbidden');
  return listed(TEAM_TYPE, 'teams', world.teams.joinedBy(user).map(joinedTeamObject));
}

function channelMessages(call: Call, team: Team): Answer {
  const channel = channelOf(call, team);
  const place = { teamId: idOf(team), channelId: channel.id };
  const context = `teams('${place.teamId}')/channels('${encodeURIComponent(channel.id)}')/messages`;
  return listed(
    CHAT_MESSAGE_TYPE,
    context,
    channel.posts.map((post) => postObject(post, place)),
    50,
  );
}

function chats(call: Call): Answer {
  const { user } = call.caller;
  if (user === undefined) throw new GraphError('delegatedOnly');
  return listed(chatType(call), 'chats', call.world.teams.chatsOf(user).map(chatObject), 50);
}

/** Throws 400 for what is no GUID, 404 for no team, 403 for one the user is not in. */
function teamOf(call: Call): Team {
  const { world, caller } = call;
  const id = parameter(call, 'team');
  if (!/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id))
    throw new GraphError('badRequest', 'teamId needs to be a valid GUID.');
  const team = world.teams.team(caller.tenant.id, id);
  if (team === undefined) throw new GraphError('teamsNotFound', `No team found with Group Id ${id}`);
  if (caller.user !== undefined && !isMember(team.group, caller.user)) throw new GraphError('teamsForbidden');
  return team;
}

function channelOf(call: Call, team: Team): Channel {
  const id = parameter(call, 'channel');
  const channel = team.channels.find((each) => each.id === id);
  if (channel === undefined) throw new GraphError('teamsNotFound', `Channel not found, channel ID: ${id.slice(0, 80)}`);
  return channel;
}

function chatOf(call: Call): Chat {
  const { world, caller } = call;
  const { user } = caller;
  if (user === undefined) throw new GraphError('delegatedOnly');
  const chat = world.teams.chat(caller.tenant.id, parameter(call, 'chat'));
  if (chat === undefined) throw new GraphError('teamsNotFound', 'Chat not found.');
  if (!chat.members.some(({ id }) => id === user.id)) throw new GraphError('teamsForbidden');
  return chat;
}

/** microsoft.graph.chat with its relations. */
function chatType({ world, caller }: Call): EntityType {
  const found = ({ id }: GraphObject): Chat | undefined => world.teams.chat(caller.tenant.id, String(id));
  return {
    ...CHAT_TYPE,
    navigations: {
      members: {
        type: () => MEMBER_TYPE,
        single: false,
        follow: (object) => {
          const chat = found(object);
          return chat === undefined ? [] : chatMembers(chat);
        },
      },
      lastMessagePreview: {
        type: () => CHAT_MESSAGE_TYPE,
        single: true,
        follow: (object) => {
          const chat = found(object);
          return chat === undefined ? [] : chatMessages(chat).slice(0, 1);
        },
      },
    },
  };
}

function chatMessages(chat: Chat): readonly GraphObject[] {
  return chat.posts.map((post) => postObject(post, { chatId: chat.id }));
}

function chatMembers({ id, members }: Chat): readonly GraphObject[] {
  return members.map((user) => memberObject(user, true, id));
}

function membersOf(team: Team): readonly GraphObject[] {
  const { members, owners } = team.group;
  return members.map((user) =>
    memberObject(
      user,
      owners.some(({ id }) => id === user.id),
      idOf(team),
    ),
  );
}

function idOf({ group }: Team): string {
  return String(group.object['id']);
}

function entity(type: EntityType, context: string, item: GraphObject): Answer {
  return { kind: 'entity', entity: { type, context, item } };
}

function listed(type: EntityType, context: string, items: readonly GraphObject[], max = 999): Answer {
  const page = { standard: max === 50 ? 20 : 100, max };
  return { kind: 'collection', collection: { type, dialect: PLAIN, context, items, page } };
}
