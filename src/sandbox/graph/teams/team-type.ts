import type { EntityType } from '../odata/schema.js';
import { bool, collection, complex, dateTime, guid, text } from '../odata/schema.js';

export const TEAM_TYPE: EntityType = {
  name: 'microsoft.graph.team',
  always: ['id'],
  members: {
    id: guid,
    createdDateTime: dateTime,
    displayName: text,
    description: text,
    internalId: text,
    classification: text,
    specialization: text,
    visibility: text,
    webUrl: text,
    isArchived: bool,
    isMembershipLimitedToOwners: bool,
    memberSettings: complex({
      allowCreateUpdateChannels: bool,
      allowDeleteChannels: bool,
      allowAddRemoveApps: bool,
      allowCreateUpdateRemoveTabs: bool,
      allowCreateUpdateRemoveConnectors: bool,
    }),
    guestSettings: complex({ allowCreateUpdateChannels: bool, allowDeleteChannels: bool }),
    messagingSettings: complex({
      allowUserEditMessages: bool,
      allowUserDeleteMessages: bool,
      allowOwnerDeleteMessages: bool,
      allowTeamMentions: bool,
      allowChannelMentions: bool,
    }),
    funSettings: complex({
      allowGiphy: bool,
      giphyContentRating: text,
      allowStickersAndMemes: bool,
      allowCustomMemes: bool,
    }),
  },
};

export const CHANNEL_TYPE: EntityType = {
  name: 'microsoft.graph.channel',
  always: ['id'],
  members: {
    id: text,
    createdDateTime: dateTime,
    displayName: text,
    description: text,
    isFavoriteByDefault: bool,
    email: text,
    tenantId: guid,
    webUrl: text,
    membershipType: text,
    isArchived: bool,
  },
};

const identity = complex({ id: text, displayName: text, userIdentityType: text, tenantId: guid });
const from = complex({ user: identity });

export const CHAT_MESSAGE_TYPE: EntityType = {
  name: 'microsoft.graph.chatMessage',
  always: ['id'],
  members: {
    id: text,
    replyToId: text,
    etag: text,
    messageType: text,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    lastEditedDateTime: dateTime,
    deletedDateTime: dateTime,
    subject: text,
    summary: text,
    chatId: text,
    importance: text,
    locale: text,
    webUrl: text,
    channelIdentity: complex({ teamId: guid, channelId: text }),
    policyViolation: complex({}),
    eventDetail: complex({}),
    from,
    body: complex({ contentType: text, content: text }),
    attachments: collection(complex({ id: text, contentType: text, name: text })),
    mentions: collection(complex({ mentionText: text })),
    reactions: collection(complex({ reactionType: text, createdDateTime: dateTime, user: from })),
  },
};

export const MEMBER_TYPE: EntityType = {
  name: 'microsoft.graph.conversationMember',
  always: ['id'],
  members: {
    id: text,
    roles: collection(text),
    displayName: text,
    visibleHistoryStartDateTime: dateTime,
    userId: guid,
    email: text,
    tenantId: guid,
  },
};

export const CHAT_TYPE: EntityType = {
  name: 'microsoft.graph.chat',
  always: ['id'],
  members: {
    id: text,
    topic: text,
    createdDateTime: dateTime,
    lastUpdatedDateTime: dateTime,
    chatType: text,
    webUrl: text,
    tenantId: guid,
    onlineMeetingInfo: complex({}),
    viewpoint: complex({ isHidden: bool, lastMessageReadDateTime: dateTime }),
  },
};
