import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphError } from '../errors.js';
import type { World } from '../world.js';
import { fileAttachment } from './attachment.js';
import type { AttachmentSession } from './attachment-sessions.js';

/** Where upload sessions of attachments live, beside Graph as outlook.office.com is. */
export const UPLOADS = '/api/v2.0';
const ADDRESS = /^\/api\/v2\.0\/Users\('[^']+'\)\/Messages\('[^']+'\)\/AttachmentSessions\('([^']+)'\)$/i;

/** The pre-authenticated address of a session. */
export function uploadUrl(origin: string, { owner, messageId, id }: AttachmentSession, secret: string): string {
  return `${origin}${UPLOADS}/Users('${owner.id}@${owner.tenantId}')/Messages('${messageId}')/AttachmentSessions('${id}')?authtoken=${secret}`;
}

/**
 * Takes the next slice of a file, tells how far it is, or gives it up: no token, the address is the permission
 * (https://learn.microsoft.com/graph/outlook-large-attachments).
 */
export function takeSlice(request: FastifyRequest, reply: FastifyReply, world: World, origin: string): FastifyReply {
  void reply.header('access-control-allow-origin', '*').header('cache-control', 'private');
  const session = sessionOf(request, world);
  if (session === undefined)
    return refuse(reply, 401, 'InvalidAuthenticationToken', 'The upload session does not exist or has expired.');
  try {
    if (request.method === 'DELETE') {
      world.mailboxes.sessions.end(session);
      return reply.status(204).send();
    }
    return request.method === 'GET' ? tellProgress(reply, session) : append(request, reply, world, origin, session);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return refuse(reply, error.status, error.code, error.message);
  }
}

function sessionOf(request: FastifyRequest, world: World): AttachmentSession | undefined {
  const [path = '', query] = (request.raw.url ?? '').split('?');
  const id = ADDRESS.exec(decoded(path))?.[1];
  return id === undefined
    ? undefined
    : world.mailboxes.sessions.opened(id, new URLSearchParams(query).get('authtoken') ?? '');
}

function append(
  request: FastifyRequest,
  reply: FastifyReply,
  world: World,
  origin: string,
  session: AttachmentSession,
): FastifyReply {
  const slice = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const [, first, last, total] = /^bytes (\d{1,10})-(\d{1,10})\/(\d{1,10})$/.exec(
    request.headers['content-range'] ?? '',
  ) ?? [undefined];
  const received = receivedBytes(session);
  if (first === undefined || Number(last) - Number(first) + 1 !== slice.length || Number(total) !== session.size)
    return refuse(reply, 400, 'ErrorInvalidRequest', 'The Content-Range does not fit the session or the slice.');
  if (Number(first) !== received)
    return refuse(reply, 416, 'ErrorInvalidRange', `The next expected byte is ${received}.`);
  session.slices.push(slice);
  return received + slice.length < session.size ? tellProgress(reply, session) : finish(reply, world, origin, session);
}

function finish(reply: FastifyReply, world: World, origin: string, session: AttachmentSession): FastifyReply {
  const { owner, messageId, file, slices } = session;
  world.mailboxes.sessions.end(session);
  const now = world.now();
  const attachment = fileAttachment(file, Buffer.concat(slices), now);
  world.mailboxes.of(owner).attach(messageId, attachment);
  const user = `${owner.id}@${owner.tenantId}`;
  const location = `${origin}${UPLOADS}/Users('${user}')/Messages('${messageId}')/Attachments('${attachment.id}')`;
  return reply.status(201).header('location', location).send();
}

function tellProgress(reply: FastifyReply, session: AttachmentSession): FastifyReply {
  return reply.type('application/json').send({
    expirationDateTime: new Date(session.expires).toISOString(),
    nextExpectedRanges: [String(receivedBytes(session))],
  });
}

function receivedBytes({ slices }: AttachmentSession): number {
  return slices.reduce((sum, slice) => sum + slice.length, 0);
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).type('application/json').send({ error: { code, message } });
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}
