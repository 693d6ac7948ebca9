import type { Attachment } from './attachment.js';
import type { Recipient, StoredMessage } from './message.js';

/** A message as RFC 5322 and MIME write it, for `/$value`. */
export function mimeOf({ message, attachments }: StoredMessage): Buffer {
  const boundary = `_000_${message.changeKey}_`;
  const head = [
    ...addressHeader('From', message.from === undefined ? [] : [message.from]),
    ...addressHeader('To', message.toRecipients),
    ...addressHeader('Cc', message.ccRecipients),
    ...addressHeader('Reply-To', message.replyTo),
    `Subject: ${encodedWords(message.subject)}`,
    `Date: ${new Date(message.sentDateTime).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: ${message.internetMessageId}`,
    `Importance: ${message.importance}`,
    'MIME-Version: 1.0',
  ];
  const body = part(
    [`Content-Type: text/${message.body.contentType === 'html' ? 'html' : 'plain'}; charset="utf-8"`],
    Buffer.from(message.body.content).toString('base64'),
  );
  const whole =
    attachments.length === 0
      ? [...head, ...body]
      : [
          ...head,
          `Content-Type: multipart/mixed; boundary="${boundary}"`,
          '',
          ...[body, ...attachments.map(attachmentPart)].flatMap((each) => [`--${boundary}`, ...each]),
          `--${boundary}--`,
        ];
  return Buffer.from(`${whole.join('\r\n')}\r\n`);
}

function attachmentPart({ name, contentType, contentBytes, contentId, isInline }: Attachment): readonly string[] {
  const written = encodedWords(name);
  return part(
    [
      `Content-Type: ${inHeader(contentType)}; name="${written}"`,
      `Content-Disposition: ${isInline ? 'inline' : 'attachment'}; filename="${written}"`,
      ...(contentId === null ? [] : [`Content-ID: <${inHeader(contentId)}>`]),
    ],
    contentBytes,
  );
}

function part(headers: readonly string[], base64: string): readonly string[] {
  return [...headers, 'Content-Transfer-Encoding: base64', '', ...(base64.match(/.{1,76}/g) ?? [])];
}

function addressHeader(name: string, recipients: readonly Recipient[]): readonly string[] {
  if (recipients.length === 0) return [];
  const written = recipients.map(
    ({ emailAddress }) => `"${encodedWords(emailAddress.name)}" <${inHeader(emailAddress.address)}>`,
  );
  return [`${name}: ${written.join(',\r\n\t')}`];
}

/** RFC 2047 where there is more than printable ASCII; chunks of 42 bytes keep each word below 75 characters. */
function encodedWords(text: string): string {
  if (/^[ !#-[\]-~]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((each) => `=?utf-8?B?${Buffer.from(each).toString('base64')}?=`).join('\r\n\t');
}

function inHeader(text: string): string {
  return text.replaceAll(/[^ -~]/g, '').replaceAll(/["<>]/g, '');
}
