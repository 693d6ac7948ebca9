import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { GraphError } from '../errors.js';
import { isoSeconds } from '../moment.js';
import { outlookId } from '../outlook-id.js';

/** microsoft.graph.fileAttachment as it goes out, its bytes in base64. */
export type Attachment = {
  readonly '@odata.type': '#microsoft.graph.fileAttachment';
  readonly '@odata.mediaContentType': string;
  readonly id: string;
  readonly lastModifiedDateTime: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly isInline: boolean;
  readonly contentId: string | null;
  readonly contentLocation: string | null;
  readonly contentBytes: string;
};

/** What a client sends to attach a file. */
export const ATTACHMENT_INPUT = z.object({
  '@odata.type': z.string().optional(),
  name: z.string().min(1).max(255),
  contentType: z.string().max(255).nullish(),
  contentBytes: z.base64().optional(),
  contentId: z.string().max(255).nullish(),
  isInline: z.boolean().nullish(),
});
export type AttachmentInput = z.infer<typeof ATTACHMENT_INPUT>;

/** The attachment a client sent. Throws 400 for kinds other than files. */
export function attachmentFrom(input: AttachmentInput, now: number): Attachment {
  const kind = input['@odata.type']?.replace(/^#/, '').toLowerCase();
  if (kind !== 'microsoft.graph.fileattachment')
    throw new GraphError('badRequest', 'The @odata.type of an attachment must be #microsoft.graph.fileAttachment.');
  if (input.contentBytes === undefined)
    throw new GraphError('mailRequestInvalid', 'The contentBytes of a file attachment are required.');
  return fileAttachment(input, Buffer.from(input.contentBytes, 'base64'), now);
}

/** A file attached just now; without a type the name decides nothing and it is mere bytes. */
export function fileAttachment(
  { name, contentType, contentId, isInline }: Omit<AttachmentInput, '@odata.type' | 'contentBytes'>,
  bytes: Buffer,
  now: number,
): Attachment {
  const type = contentType ?? 'application/octet-stream';
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    '@odata.mediaContentType': type,
    id: outlookId('attachment', randomUUID()),
    lastModifiedDateTime: isoSeconds(now),
    name,
    contentType: type,
    size: bytes.length,
    isInline: isInline ?? false,
    contentId: contentId ?? null,
    contentLocation: null,
    contentBytes: bytes.toString('base64'),
  };
}
