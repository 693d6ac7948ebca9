import type { Mailbox } from './mailbox.js';
import type { Body, Recipient, StoredMessage } from './message.js';
import { revised, withAttachments } from './message.js';
import { escaped, htmlOf } from './body-text.js';
import { newDraft } from './compose.js';

export type ReplyKind = 'reply' | 'replyAll' | 'forward';
type NameOf = (address: string) => string;

/** The draft a reply or a forward begins with: addressed, in the conversation, the original quoted below `comment`. */
export function replyDraft(
  mailbox: Mailbox,
  original: StoredMessage,
  kind: ReplyKind,
  comment: string,
  nameOf: NameOf,
  now: number,
): StoredMessage {
  const { message } = original;
  const draft = newDraft(mailbox, {}, nameOf, now, original.conversation);
  const addressed = revised(
    draft,
    {
      subject: subjectOf(message.subject, kind === 'forward' ? 'FW' : 'RE'),
      body: quoted(original, comment),
      importance: message.importance,
      ...(kind !== 'forward' && recipientsOf(mailbox, original, kind)),
    },
    now,
  );
  return kind === 'forward' && original.attachments.length > 0
    ? withAttachments(addressed, original.attachments, now)
    : addressed;
}

function recipientsOf(
  { owner }: Mailbox,
  { message }: StoredMessage,
  kind: 'reply' | 'replyAll',
): { toRecipients: readonly Recipient[]; ccRecipients: readonly Recipient[] } {
  const answered = message.replyTo.length > 0 ? message.replyTo : message.from === undefined ? [] : [message.from];
  if (kind === 'reply') return { toRecipients: answered, ccRecipients: [] };
  const others = (each: readonly Recipient[]): readonly Recipient[] =>
    each.filter(({ emailAddress: { address } }) => address.toLowerCase() !== owner.mail.toLowerCase());
  const to = withoutRepeats([...answered, ...others(message.toRecipients)]);
  const known = to.map(addressOf);
  return {
    toRecipients: to,
    ccRecipients: others(message.ccRecipients).filter((each) => !known.includes(addressOf(each))),
  };
}

function withoutRepeats(recipients: readonly Recipient[]): readonly Recipient[] {
  return [...new Map(recipients.toReversed().map((each) => [addressOf(each), each])).values()].toReversed();
}

function addressOf({ emailAddress: { address } }: Recipient): string {
  return address.toLowerCase();
}

function subjectOf(subject: string, prefix: 'RE' | 'FW'): string {
  return subject.toUpperCase().startsWith(`${prefix}:`) ? subject : `${prefix}: ${subject}`;
}

function quoted({ message }: StoredMessage, comment: string): Body {
  const lines = [
    ['From', named(message.from === undefined ? [] : [message.from])],
    ['Sent', message.sentDateTime],
    ['To', named(message.toRecipients)],
    ['Cc', named(message.ccRecipients)],
    ['Subject', escaped(message.subject)],
  ];
  const header = lines
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<b>${name}:</b> ${value}`)
    .join('<br>');
  const above = comment === '' ? '' : `<div>${escaped(comment).replaceAll(/\r?\n/g, '<br>')}</div>`;
  const content = `<html><head></head><body>${above}<hr><div id="divRplyFwdMsg">${header}</div><br>${htmlOf(message.body)}</body></html>`;
  return { contentType: 'html', content };
}

function named(recipients: readonly Recipient[]): string {
  return recipients.map(({ emailAddress: { name, address } }) => escaped(`${name} <${address}>`)).join('; ');
}
