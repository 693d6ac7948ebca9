import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import type { Mailbox } from './mailbox.js';
import type { Mailboxes } from './mailboxes.js';
import type { Recipient, StoredMessage } from './message.js';
import { underNewId } from './message.js';

const MAX_RECIPIENTS = 500;

/**
 * Sends a draft: a copy into the sender's Sent Items, where it is to be kept, and one into the Inbox of each recipient
 * who has a mailbox here; mail to anybody else leaves. Throws 400 without good recipients, 403 for another sender.
 */
export function send(
  mailboxes: Mailboxes,
  mailbox: Mailbox,
  draft: StoredMessage,
  now: number,
  { keep = true }: { keep?: boolean } = {},
): void {
  const { owner } = mailbox;
  const { toRecipients, ccRecipients, bccRecipients, from, sender } = draft.message;
  const recipients = [...toRecipients, ...ccRecipients, ...bccRecipients];
  requireRecipients(recipients);
  const foreign = [from, sender].some(
    (each) => each !== undefined && each.emailAddress.address.toLowerCase() !== owner.mail.toLowerCase(),
  );
  if (foreign) throw new GraphError('sendAsDenied');

  const self: Recipient = { emailAddress: { name: owner.displayName, address: owner.mail } };
  const time = isoSeconds(now);
  const sent = { from: self, sender: self, isDraft: false, sentDateTime: time, receivedDateTime: time };
  if (keep) {
    const parentFolderId = mailbox.wellKnown('sentitems');
    mailbox.add(underNewId(draft, owner, { ...sent, createdDateTime: time, isRead: true, parentFolderId }, now));
  }
  for (const receiver of receivers(mailboxes, recipients)) {
    const arrived = {
      ...sent,
      createdDateTime: time,
      isRead: false,
      parentFolderId: receiver.wellKnown('inbox'),
      bccRecipients: [],
      categories: [],
      flag: { flagStatus: 'notFlagged' },
    };
    deliver(receiver, underNewId(draft, receiver.owner, arrived, now));
  }
}

/** A full mailbox is its owner's trouble, not the sender's. */
function deliver(receiver: Mailbox, message: StoredMessage): void {
  try {
    receiver.add(message);
  } catch (error) {
    if (!(error instanceof GraphError) || error.failure !== 'mailboxFull') throw error;
  }
}

/** Each mailbox once, however often it is addressed. */
function receivers(mailboxes: Mailboxes, recipients: readonly Recipient[]): ReadonlySet<Mailbox> {
  return new Set(recipients.flatMap(({ emailAddress: { address } }) => mailboxes.addressed(address) ?? []));
}

function requireRecipients(recipients: readonly Recipient[]): void {
  if (recipients.length === 0)
    throw new GraphError('mailRecipientsInvalid', 'At least one recipient must be specified to send a message.');
  if (recipients.length > MAX_RECIPIENTS)
    throw new GraphError('mailRecipientsInvalid', `A message has ${MAX_RECIPIENTS} recipients at most.`);
  const bad = recipients.find(({ emailAddress: { address } }) => !/^[^\s@<>]+@[^\s@<>]+$/.test(address));
  if (bad !== undefined)
    throw new GraphError(
      'mailRecipientsInvalid',
      `At least one recipient is not valid., Recipient '${bad.emailAddress.address.slice(0, 80)}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    );
}
