import type { Operation } from '../operation.js';
import { ENTITY, area, json, many, one } from './notation.js';
import { CHANNELS_READ, CHATS_READ, GROUPS_ALL, PRESENCE_READ, TEAMS_LIST, TEAM_READ, USERS_READ } from './scopes.js';

const { get, post } = area('Teams', false);

/** Teams, chats and presence, for reading. */
export const TEAMS: readonly Operation[] = [
  get('teams.joined', '/me/joinedTeams', 'Teams you are in', [...TEAMS_LIST, ...USERS_READ], {
    query: ENTITY,
    answer: many('Team'),
  }),
  get('teams.get', '/teams/{team-id}', 'A team', TEAM_READ, { query: ENTITY, answer: one('Team') }),
  get('teams.channels.list', '/teams/{team-id}/channels', 'Channels of a team', CHANNELS_READ, {
    query: ['select', 'filter', 'expand'],
    answer: many('Channel'),
  }),
  get('teams.channels.get', '/teams/{team-id}/channels/{channel-id}', 'A channel', CHANNELS_READ, {
    query: ENTITY,
    answer: one('Channel'),
  }),
  get(
    'teams.channels.messages',
    '/teams/{team-id}/channels/{channel-id}/messages',
    'Messages of a channel, without replies',
    ['ChannelMessage.Read.All', ...GROUPS_ALL],
    { query: ['top', 'expand'], answer: many('ChatMessage') },
  ),
  get(
    'teams.members',
    '/teams/{team-id}/members',
    'Members of a team',
    ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
    { query: ['select', 'filter', 'top'], answer: many('ConversationMember') },
  ),
  get('chats.list', '/me/chats', 'Your chats', CHATS_READ, {
    query: ['top', 'filter', 'orderby', 'expand'],
    answer: many('Chat'),
  }),
  get('chats.get', '/chats/{chat-id}', 'A chat', CHATS_READ, { query: ENTITY, answer: one('Chat') }),
  get('chats.messages', '/chats/{chat-id}/messages', 'Messages of a chat', CHATS_READ.slice(1), {
    query: ['top', 'filter', 'orderby'],
    answer: many('ChatMessage'),
  }),
  get(
    'chats.members',
    '/chats/{chat-id}/members',
    'Members of a chat',
    [...CHATS_READ, 'ChatMember.Read', 'ChatMember.ReadWrite'],
    { answer: many('ConversationMember') },
  ),
  get('presence.get', '/me/presence', 'Your presence', PRESENCE_READ, { answer: one('Presence') }),
  get('presence.user', '/users/{user-id}/presence', "A user's presence", PRESENCE_READ, { answer: one('Presence') }),
  post(
    'presence.several',
    '/communications/getPresencesByUserId',
    'Presence of up to 650 users',
    PRESENCE_READ.slice(1),
    {
      body: json({
        type: 'object',
        required: ['ids'],
        properties: { ids: { type: 'array', maxItems: 650, items: { type: 'string' }, description: 'Ids of users' } },
      }),
      answer: many('Presence'),
    },
  ),
];
