import type { FastifyRequest } from 'fastify';
import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { World } from '../world.js';
import type { DriveEntry } from './drive-entry.js';
import { entityTag } from './drive-entry.js';
import { itemObject } from './item.js';
import { put } from './put.js';
import { sessionNamed, sessionObject } from './upload-address.js';
import type { UploadSession } from './upload-sessions.js';
import { totalOf } from './upload-slice.js';

/** What an upload address answers. */
export interface UploadAnswer {
  readonly status: number;
  readonly body?: GraphObject;
}

/** Speaks an upload session as OneDrive does: slices by PUT, status by GET, the end by DELETE or POST. */
export function uploadAnswer(request: FastifyRequest, world: World, origin: string): UploadAnswer {
  const { id, secret } = sessionNamed(new URLSearchParams((request.raw.url ?? '').split('?')[1]));
  const session = world.uploads.find(id, secret);
  if (session === undefined) throw new GraphError('sessionNotFound');
  if (session === 'unproven') throw new GraphError('unauthenticated');
  switch (request.method) {
    case 'PUT':
      return receive(request, world, session, origin);
    case 'POST':
      if (session.received !== session.total)
        throw new GraphError('invalidRequest', 'The upload session is not complete yet.');
      return finish(world, session, origin);
    case 'DELETE':
      world.uploads.end(session);
      return { status: 204 };
    default:
      return { status: 200, body: sessionObject(session) };
  }
}

function receive(request: FastifyRequest, world: World, session: UploadSession, origin: string): UploadAnswer {
  const slice = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const total = totalOf(session, request.headers['content-range'], slice.length);
  world.uploads.receive(session, slice);
  session.total = total;
  if (session.received < total || session.goal.deferred) return { status: 202, body: sessionObject(session) };
  return finish(world, session, origin);
}

/** Makes the file; where that fails, the session stays for another try. */
function finish(world: World, session: UploadSession, origin: string): UploadAnswer {
  const { drive, itemId, wanted: goal, behavior, author, properties, etag } = session.goal;
  const start = goal === undefined ? undefined : drive.byId(goal.startId);
  const wanted = start && goal && { start, path: goal.path };
  const there = itemId === undefined ? wanted && drive.at(wanted.path, wanted.start) : drive.byId(itemId);
  if (etag !== undefined && (there === undefined || entityTag(there) !== etag)) throw new GraphError('notChangedSince');
  const { entry, made } = world.uploads.complete(session, (bytes) =>
    put({ drive, entry: there, wanted }, bytes, behavior, author),
  );
  const described = Object.keys(properties).length === 0 ? entry : drive.change(entry, properties, author);
  return { status: made ? 201 : 200, body: uploaded(world, session, described, origin) };
}

/** The item as OneDrive's own service answers it, which names the download address in its own way. */
function uploaded(world: World, { goal: { drive } }: UploadSession, entry: DriveEntry, origin: string): GraphObject {
  return {
    '@odata.context': `${origin}${drive.home.folder}/_api/v2.0/$metadata#items/$entity`,
    '@content.downloadUrl': world.downloads.address(origin, drive, entry),
    ...itemObject(drive, entry, undefined),
  };
}
