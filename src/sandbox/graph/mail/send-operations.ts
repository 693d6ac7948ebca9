import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { capitalized } from '../capitalized.js';
import { GraphError } from '../errors.js';
import { jsonBody } from '../json-body.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned } from '../operation.js';
import { parametersOf, requireKnown } from '../outlook-body.js';
import { newDraft, overridden } from './compose.js';
import type { StoredMessage } from './message.js';
import { MESSAGE_INPUT, RECIPIENTS } from './message-input.js';
import { createdMessage, isMime, mailboxOf, messageOf } from './message-operations.js';
import { MESSAGE_TYPE } from './message-type.js';
import { messageFromMime } from './read-mime.js';
import type { ReplyKind } from './replies.js';
import { replyDraft } from './replies.js';
import { send } from './sending.js';

const BASE = { method: 'POST', workload: 'outlook', personal: true } as const;
const SEND = { ...BASE, scopes: ['Mail.Send'], roles: ['Mail.Send'] } as const;
const DRAFT = { ...BASE, scopes: ['Mail.ReadWrite'], roles: ['Mail.ReadWrite'] } as const;
const RELATIONS = ['attachments', 'internetMessageHeaders'];
const KINDS = ['reply', 'replyAll', 'forward'] as const;
const ONE = ['/messages/{message}', '/mailFolders/{folder}/messages/{message}'];

const SEND_MAIL = z
  .object({ Message: MESSAGE_INPUT, SaveToSentItems: z.boolean().nullish() })
  .partial({ SaveToSentItems: true });
const REPLY = z.object({
  Comment: z.string().nullish(),
  Message: MESSAGE_INPUT.nullish(),
  ToRecipients: RECIPIENTS.nullish(),
});

/** What sends mail, and what begins an answer to it. */
export const SEND_OPERATIONS: readonly Operation[] = [
  ...owned({ ...SEND, path: '/sendMail', answer: sendMail }),
  ...owned({ ...SEND, path: '/messages/{message}/send', answer: sendDraft }),
  ...ONE.flatMap((path) =>
    KINDS.flatMap((kind) => [
      ...owned({ ...SEND, path: `${path}/${kind}`, answer: (call, owner) => answerNow(call, owner, kind) }),
      ...owned({
        ...DRAFT,
        path: `${path}/create${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
        answer: (call, owner) => answerLater(call, owner, kind),
      }),
    ]),
  ),
];

function sendMail(call: Call, owner: User): Answer {
  const { Message: input, SaveToSentItems: keep } = isMime(call)
    ? { Message: messageFromMime(call.body), SaveToSentItems: true }
    : parametersOf(cased(call), SEND_MAIL);
  const mailbox = mailboxOf(call, owner);
  const now = call.cloud.clock.now();
  const draft = newDraft(mailbox, input, (address) => call.world.mailboxes.nameOf(address), now);
  send(call.world.mailboxes, mailbox, draft, now, { keep: keep ?? true });
  return { kind: 'accepted' };
}

function sendDraft(call: Call, owner: User): Answer {
  const stored = messageOf(call, owner);
  if (!stored.message.isDraft) throw new GraphError('mailRequestInvalid', 'Only a draft can be sent.');
  const mailbox = mailboxOf(call, owner);
  send(call.world.mailboxes, mailbox, stored, call.cloud.clock.now());
  mailbox.remove(stored.message.id);
  return { kind: 'accepted' };
}

function answerNow(call: Call, owner: User, kind: ReplyKind): Answer {
  const draft = answering(call, owner, kind);
  if (kind === 'forward' && draft.message.toRecipients.length === 0)
    throw new GraphError('mailRecipientsInvalid', 'A forwarded message needs toRecipients.');
  send(call.world.mailboxes, mailboxOf(call, owner), draft, call.cloud.clock.now());
  return { kind: 'accepted' };
}

function answerLater(call: Call, owner: User, kind: ReplyKind): Answer {
  return createdMessage(call, owner, mailboxOf(call, owner).add(answering(call, owner, kind)).message);
}

/** The draft the parameters ask for. Throws 400 where two of them say the same thing. */
function answering(call: Call, owner: User, kind: ReplyKind): StoredMessage {
  const { Comment: comment, Message: input, ToRecipients: to } = parametersOf(cased(call), REPLY);
  if (comment && input?.body)
    throw new GraphError('mailRequestInvalid', 'Comment and the body of Message cannot both be specified.');
  if (to && input?.toRecipients)
    throw new GraphError('mailRequestInvalid', 'ToRecipients and those of Message cannot both be specified.');
  const nameOf = (address: string): string => call.world.mailboxes.nameOf(address);
  const now = call.cloud.clock.now();
  const draft = replyDraft(mailboxOf(call, owner), messageOf(call, owner), kind, comment ?? '', nameOf, now);
  const changed = { ...input, ...(to && { toRecipients: to }) };
  return overridden(draft, changed, nameOf, now);
}

/** The parameters under Exchange's own names. Throws 400 for an unknown property of the message. */
function cased(call: Call): { readonly body: Buffer } {
  const parameters = capitalized(call);
  if (call.body.length === 0) return parameters;
  const message = z.looseObject({ Message: z.record(z.string(), z.unknown()) }).safeParse(jsonBody(parameters));
  if (message.success) requireKnown(message.data.Message, MESSAGE_TYPE, RELATIONS);
  return parameters;
}
