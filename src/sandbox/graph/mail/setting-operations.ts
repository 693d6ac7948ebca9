import type { User } from '../../directory/types.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { EntityType } from '../odata/schema.js';
import { text } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { outlookId } from '../outlook-id.js';
import { folderId } from './folders.js';
import { mailboxOf } from './message-operations.js';

const BASE = { method: 'GET', workload: 'outlook', personal: true } as const;
const SETTINGS = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];

/** The categories a mailbox begins with, and their colours. */
const CATEGORIES = [
  ['Red category', 'preset0'],
  ['Orange category', 'preset1'],
  ['Yellow category', 'preset3'],
  ['Green category', 'preset4'],
  ['Blue category', 'preset7'],
  ['Purple category', 'preset8'],
  ['Launch', 'preset9'],
] as const;

const CATEGORY_TYPE: EntityType = {
  name: 'microsoft.graph.outlookCategory',
  always: ['id'],
  members: { id: text, displayName: text, color: text },
};

/** Categories and settings of a mailbox. */
export const SETTING_OPERATIONS: readonly Operation[] = [
  ...owned({ ...BASE, path: '/outlook/masterCategories', scopes: SETTINGS, roles: SETTINGS, answer: categories }),
  ...owned({ ...BASE, path: '/mailboxSettings', scopes: SETTINGS, roles: SETTINGS, answer: settings }),
];

function categories(call: Call, owner: User): Answer {
  mailboxOf(call, owner);
  return {
    kind: 'collection',
    collection: {
      type: CATEGORY_TYPE,
      dialect: OUTLOOK,
      context: `users('${owner.id}')/outlook/masterCategories`,
      items: CATEGORIES.map(([displayName, color]) => ({
        id: outlookId(owner.id, 'category', displayName),
        displayName,
        color,
      })),
      page: { standard: 100, max: 1000 },
    },
  };
}

/** microsoft.graph.mailboxSettings of a mailbox nobody has set up otherwise. */
function settings(call: Call, owner: User): Answer {
  mailboxOf(call, owner);
  const time = { dateTime: '2026-01-01T00:00:00.0000000', timeZone: 'UTC' };
  return {
    kind: 'value',
    context: `users('${owner.id}')/mailboxSettings`,
    value: {
      archiveFolder: folderId(owner, 'archive'),
      timeZone: 'UTC',
      delegateMeetingMessageDeliveryOptions: 'sendToDelegateOnly',
      dateFormat: 'M/d/yyyy',
      timeFormat: 'h:mm tt',
      userPurpose: 'user',
      automaticRepliesSetting: {
        status: 'disabled',
        externalAudience: 'all',
        internalReplyMessage: '',
        externalReplyMessage: '',
        scheduledStartDateTime: time,
        scheduledEndDateTime: time,
      },
      language: { locale: 'en-US', displayName: 'English (United States)' },
      workingHours: {
        daysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
        startTime: '08:00:00.0000000',
        endTime: '17:00:00.0000000',
        timeZone: { name: 'UTC' },
      },
    },
  };
}
