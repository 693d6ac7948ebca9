import type { User } from '../../directory/types.js';
import type { GraphObject } from '../odata/schema.js';
import type { Channel, Chat, Post, Team } from './teams.js';

/** microsoft.graph.team, in full. */
export function teamObject({ group, channels, tenantId }: Team): GraphObject {
  const { object } = group;
  return {
    id: object['id'],
    createdDateTime: object['createdDateTime'],
    displayName: object['displayName'],
    description: object['description'],
    internalId: channels[0]?.id ?? null,
    classification: null,
    specialization: 'none',
    visibility: String(object['visibility']).toLowerCase(),
    webUrl: `https://teams.microsoft.com/l/team/${encodeURIComponent(channels[0]?.id ?? '')}/conversations?groupId=${String(object['id'])}&tenantId=${tenantId}`,
    isArchived: false,
    isMembershipLimitedToOwners: false,
    memberSettings: {
      allowCreateUpdateChannels: true,
      allowDeleteChannels: true,
      allowAddRemoveApps: true,
      allowCreateUpdateRemoveTabs: true,
      allowCreateUpdateRemoveConnectors: true,
    },
    guestSettings: { allowCreateUpdateChannels: false, allowDeleteChannels: false },
    messagingSettings: {
      allowUserEditMessages: true,
      allowUserDeleteMessages: true,
      allowOwnerDeleteMessages: true,
      allowTeamMentions: true,
      allowChannelMentions: true,
    },
    funSettings: {
      allowGiphy: true,
      giphyContentRating: 'moderate',
      allowStickersAndMemes: true,
      allowCustomMemes: true,
    },
  };
}

/** What the list of somebody's teams tells of one: names only (https://learn.microsoft.com/graph/api/user-list-joinedteams). */
export function joinedTeamObject(team: Team): GraphObject {
  const told = ['id', 'displayName', 'description'];
  const isArchived = false;
  return {
    ...Object.fromEntries(
      Object.entries(teamObject(team)).map(([name, value]) => [name, told.includes(name) ? value : null]),
    ),
    isArchived,
  };
}

/** microsoft.graph.channel. */
export function channelObject({ group, tenantId }: Team, { id, displayName, description }: Channel): GraphObject {
  return {
    id,
    createdDateTime: group.object['createdDateTime'],
    displayName,
    description,
    isFavoriteByDefault: null,
    email: '',
    tenantId,
    webUrl: `https://teams.microsoft.com/l/channel/${encodeURIComponent(id)}/${encodeURIComponent(displayName)}?groupId=${String(group.object['id'])}&tenantId=${tenantId}`,
    membershipType: 'standard',
    isArchived: false,
  };
}

/** microsoft.graph.chat, as one of its members sees it. */
export function chatObject({ id, topic, members, posts, tenantId }: Chat): GraphObject {
  const [newest, oldest] = [posts[0], posts.at(-1)];
  return {
    id,
    topic,
    createdDateTime: time(oldest?.moment ?? 0),
    lastUpdatedDateTime: time(newest?.moment ?? 0),
    chatType: members.length === 2 ? 'oneOnOne' : 'group',
    webUrl: `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/0?tenantId=${tenantId}`,
    tenantId,
    onlineMeetingInfo: null,
    viewpoint: { isHidden: false, lastMessageReadDateTime: time(newest?.moment ?? 0) },
  };
}

/** microsoft.graph.aadUserConversationMember. */
export function memberObject(user: User, isOwner: boolean, place: string): GraphObject {
  return {
    '@odata.type': '#microsoft.graph.aadUserConversationMember',
    id: Buffer.from(`##${place}##${user.id}`).toString('base64'),
    roles: isOwner ? ['owner'] : user.guest ? ['guest'] : [],
    displayName: user.displayName,
    visibleHistoryStartDateTime: '0001-01-01T00:00:00Z',
    userId: user.id,
    email: user.mail,
    tenantId: user.tenantId,
  };
}

/** microsoft.graph.chatMessage in a chat or in a channel of a team. */
export function postObject(
  { from, moment, subject, text, likes }: Post,
  place: { readonly chatId: string } | { readonly teamId: string; readonly channelId: string },
): GraphObject {
  const id = String(moment);
  const inChat = 'chatId' in place;
  return {
    id,
    replyToId: null,
    etag: id,
    messageType: 'message',
    createdDateTime: time(moment),
    lastModifiedDateTime: time(moment),
    lastEditedDateTime: null,
    deletedDateTime: null,
    subject,
    summary: null,
    chatId: inChat ? place.chatId : null,
    importance: 'normal',
    locale: 'en-us',
    webUrl: inChat
      ? null
      : `https://teams.microsoft.com/l/message/${encodeURIComponent(place.channelId)}/${id}?groupId=${place.teamId}&tenantId=${from.tenantId}`,
    channelIdentity: inChat ? null : place,
    policyViolation: null,
    eventDetail: null,
    from: identityOf(from),
    body: { contentType: 'text', content: text },
    attachments: [],
    mentions: [],
    reactions: likes.map((user) => ({
      reactionType: 'like',
      createdDateTime: time(moment + 60_000),
      user: identityOf(user),
    })),
  };
}

function identityOf({ id, displayName, tenantId }: User): GraphObject {
  const type = '#microsoft.graph.teamworkUserIdentity';
  return {
    application: null,
    device: null,
    user: { '@odata.type': type, id, displayName, userIdentityType: 'aadUser', tenantId },
  };
}

function time(moment: number): string {
  return new Date(moment).toISOString();
}
