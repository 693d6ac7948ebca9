import { GraphError } from '../errors.js';
import type { AttachmentInput } from './attachment.js';
import type { MessageInput, RecipientInput } from './message-input.js';

/** Multiparts within multiparts, as deep as real mail has them. */
const MAX_DEPTH = 8;

/** One part of a MIME message: its headers by name, lower case, and its bytes undone of their transfer encoding. */
interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly content: Buffer;
}

/**
 * The message a client sent as MIME in base64 (`Content-Type: text/plain`,
 * https://learn.microsoft.com/graph/outlook-send-mime-message). Throws 400 for what is none.
 */
export function messageFromMime(body: Buffer): MessageInput {
  const written = body.toString('latin1').replaceAll(/\s/g, '');
  if (written === '' || !/^[\w+/]+={0,2}$/.test(written))
    throw new GraphError('mailRequestInvalid', 'The MIME content must be encoded in base64.');
  const whole = partOf(Buffer.from(written, 'base64'));
  const leaves = leavesOf(whole, 0);
  const text = leaves.find((part) => !isAttached(part) && typeOf(part) === 'text/html');
  const plain = leaves.find((part) => !isAttached(part) && typeOf(part) === 'text/plain');
  const shown = text ?? plain;
  const importance = whole.headers.get('importance')?.toLowerCase();
  return {
    subject: decodedWords(whole.headers.get('subject') ?? ''),
    ...(importance === 'low' || importance === 'high' ? { importance } : {}),
    ...(shown && {
      body: { contentType: shown === text ? 'html' : 'text', content: textOf(shown) },
    }),
    toRecipients: addressesIn(whole.headers.get('to')),
    ccRecipients: addressesIn(whole.headers.get('cc')),
    bccRecipients: addressesIn(whole.headers.get('bcc')),
    replyTo: addressesIn(whole.headers.get('reply-to')),
    attachments: leaves.filter((part) => part !== text && part !== plain).map(attachmentOf),
  };
}

function partOf(bytes: Buffer): Part {
  const raw = bytes.toString('latin1');
  const [, head = '', body = ''] = /^(.*?)\r?\n\r?\n(.*)$/s.exec(raw) ?? [];
  const headers = new Map<string, string>();
  for (const line of head.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new GraphError('mailRequestInvalid', 'The MIME content is malformed.');
    headers.set(name.toLowerCase(), value.trim());
  }
  return { headers, content: undone(body, headers.get('content-transfer-encoding')) };
}

/** RFC 2045 section 6. */
function undone(body: string, encoding = '7bit'): Buffer {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64');
    case 'quoted-printable':
      return Buffer.from(unquoted(body.replaceAll(/=\r?\n/g, '')), 'latin1');
    default:
      return Buffer.from(body, 'latin1');
  }
}

function leavesOf(part: Part, depth: number): readonly Part[] {
  const boundary = parameterOf(part, 'content-type', 'boundary');
  if (!typeOf(part).startsWith('multipart/') || boundary === undefined) return [part];
  if (depth > MAX_DEPTH) throw new GraphError('mailRequestInvalid', 'The MIME content is nested too deeply.');
  const [content = ''] = `\r\n${part.content.toString('latin1')}`.split(`\n--${boundary}--`);
  return content
    .split(`\n--${boundary}`)
    .slice(1)
    .flatMap((each) => leavesOf(partOf(Buffer.from(each.replace(/^\s*?\n|\r$/g, ''), 'latin1')), depth + 1));
}

function isAttached({ headers }: Part): boolean {
  return /^attachment/i.test(headers.get('content-disposition') ?? '');
}

function attachmentOf(part: Part): AttachmentInput {
  const name =
    parameterOf(part, 'content-disposition', 'filename') ?? parameterOf(part, 'content-type', 'name') ?? 'attachment';
  const id = part.headers.get('content-id')?.replaceAll(/[<>]/g, '');
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name: decodedWords(name).slice(0, 255),
    contentType: typeOf(part),
    contentBytes: part.content.toString('base64'),
    ...(id !== undefined && { contentId: id }),
    isInline: /^inline/i.test(part.headers.get('content-disposition') ?? ''),
  };
}

function typeOf({ headers }: Part): string {
  return (headers.get('content-type') ?? 'text/plain').split(';')[0]?.trim().toLowerCase() ?? '';
}

function textOf(part: Part): string {
  return decodedBytes(part.content, parameterOf(part, 'content-type', 'charset') ?? 'utf-8');
}

function parameterOf({ headers }: Part, header: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;]+))`, 'i').exec(headers.get(header) ?? '') ?? [];
  return quoted ?? bare;
}

/** `"Name" <address>` and `address`, separated by commas outside quotes. */
function addressesIn(header = ''): RecipientInput[] {
  return (header.match(/(?:"[^"]*"|[^",])+/g) ?? []).flatMap((written) => {
    const [, name, address] = /^([^<>]*)<([^<>]*)>$/.exec(written.trim()) ?? [];
    const found = address ?? written.trim();
    if (found === '') return [];
    const label = decodedWords((name ?? '').replaceAll('"', '').trim());
    return [{ emailAddress: { address: found, ...(label !== '' && { name: label }) } }];
  });
}

/** RFC 2047. */
function decodedWords(text: string): string {
  return text
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?([\w-]+)\?([BQ])\?([^?]*)\?=/gi, (_, charset: string, kind: string, word: string) =>
      decodedBytes(
        kind.toUpperCase() === 'B'
          ? Buffer.from(word, 'base64')
          : Buffer.from(unquoted(word.replaceAll('_', ' ')), 'latin1'),
        charset,
      ),
    );
}

function unquoted(text: string): string {
  return text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodedBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
