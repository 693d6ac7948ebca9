import type { FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../world.js';
import { byteRange } from './byte-range.js';
import type { DriveEntry } from './drive-entry.js';
import { entityTag } from './drive-entry.js';
import { fileHeaders } from './item.js';

/** Answers a pre-authenticated download address: no token, the address is the permission. */
export function download(request: FastifyRequest, reply: FastifyReply, world: World): FastifyReply {
  const entry = entryOf(request, world);
  void reply.header('access-control-allow-origin', '*').header('cache-control', 'private');
  if (entry?.bytes === undefined) return reply.status(401).type('text/plain').send('401 UNAUTHORIZED');
  return sendFile(request, reply, entry, entry.bytes);
}

function entryOf(request: FastifyRequest, world: World): DriveEntry | undefined {
  const query = new URLSearchParams((request.raw.url ?? '').split('?')[1]);
  const opened = world.downloads.opened(query);
  if (opened === undefined) return undefined;
  return world.drives.withId(opened.driveId)?.all.find(({ uniqueId }) => uniqueId === opened.uniqueId);
}

/** RFC 9110 sections 13 and 14: If-None-Match, then Range under If-Range. */
function sendFile(request: FastifyRequest, reply: FastifyReply, entry: DriveEntry, bytes: Buffer): FastifyReply {
  void reply.headers(fileHeaders(entry));
  const { 'if-none-match': known, 'if-range': condition, range } = request.headers;
  const tag = entityTag(entry);
  // Our entity tags contain commas, which is why they are not split at one.
  if (known !== undefined && (known === '*' || known.includes(tag))) return reply.status(304).send();
  const asked = condition === undefined || condition === tag ? byteRange(range, bytes.length) : 'whole';
  if (asked === 'whole') return reply.send(bytes);
  if (asked === 'unsatisfiable')
    return reply.status(416).header('content-range', `bytes */${bytes.length}`).type('text/plain').send('');
  return reply
    .status(206)
    .header('content-range', `bytes ${asked.first}-${asked.last}/${bytes.length}`)
    .send(bytes.subarray(asked.first, asked.last + 1));
}
