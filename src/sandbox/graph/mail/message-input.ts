import { z } from 'zod';
import { oneOf } from '../outlook-body.js';
import { ATTACHMENT_INPUT } from './attachment.js';
import type { Recipient } from './message.js';

const MAX_RECIPIENTS = 500;

const recipient = z.object({
  emailAddress: z.object({ name: z.string().max(255).nullish(), address: z.string().max(320).nullish() }),
});
/** Recipients as clients write them. */
export const RECIPIENTS = z.array(recipient).max(MAX_RECIPIENTS);

/** A message body as clients write it. */
export const BODY = z.object({
  contentType: oneOf(['text', 'html']).optional(),
  content: z.string().nullish(),
});

/** The properties of a message clients may write (https://learn.microsoft.com/graph/api/message-update). */
export const MESSAGE_INPUT = z.object({
  subject: z.string().max(255).nullable().exactOptional(),
  body: BODY.nullable().exactOptional(),
  importance: oneOf(['low', 'normal', 'high']).exactOptional(),
  categories: z.array(z.string().max(255)).max(100).exactOptional(),
  toRecipients: RECIPIENTS.exactOptional(),
  ccRecipients: RECIPIENTS.exactOptional(),
  bccRecipients: RECIPIENTS.exactOptional(),
  replyTo: RECIPIENTS.exactOptional(),
  from: recipient.nullable().exactOptional(),
  sender: recipient.nullable().exactOptional(),
  isRead: z.boolean().exactOptional(),
  isDeliveryReceiptRequested: z.boolean().nullable().exactOptional(),
  isReadReceiptRequested: z.boolean().exactOptional(),
  inferenceClassification: oneOf(['focused', 'other']).exactOptional(),
  flag: z.object({ flagStatus: oneOf(['notFlagged', 'complete', 'flagged']) }).exactOptional(),
  attachments: z.array(ATTACHMENT_INPUT).max(100).exactOptional(),
});
export type MessageInput = z.infer<typeof MESSAGE_INPUT>;
export type RecipientInput = z.infer<typeof recipient>;

/** Recipients with the names the address book has for those without one. */
export function recipientsFrom(
  written: readonly RecipientInput[],
  nameOf: (address: string) => string,
): readonly Recipient[] {
  return written.map(({ emailAddress: { name, address } }) => ({
    emailAddress: { name: name ?? nameOf(address ?? ''), address: address ?? '' },
  }));
}
