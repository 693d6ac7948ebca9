import type { Operation } from '../operation.js';
import { ATTACHMENT_OPERATIONS } from './attachment-operations.js';
import { FOLDER_OPERATIONS } from './folder-operations.js';
import { MESSAGE_OPERATIONS } from './message-operations.js';
import { SEND_OPERATIONS } from './send-operations.js';
import { SETTING_OPERATIONS } from './setting-operations.js';

/** Mailboxes: messages, their attachments and folders, sending, settings. */
export const MAIL_OPERATIONS: readonly Operation[] = [
  ...MESSAGE_OPERATIONS,
  ...ATTACHMENT_OPERATIONS,
  ...SEND_OPERATIONS,
  ...FOLDER_OPERATIONS,
  ...SETTING_OPERATIONS,
];
