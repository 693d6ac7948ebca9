import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { GraphError } from '../errors.js';
import type { EntityType } from '../odata/schema.js';
import { number, text } from '../odata/schema.js';
import type { Answer } from '../operation.js';
import { imageHeader } from './image-header.js';

/** A picture of a user or a group. */
export interface Photo {
  readonly bytes: Buffer;
  /** Media type. */
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** Edges in pixels (https://learn.microsoft.com/graph/api/resources/profilephoto). */
const SIZES = [48, 64, 96, 120, 240, 360, 432, 504, 648];

const PHOTO_TYPE: EntityType = {
  name: 'microsoft.graph.profilePhoto',
  members: { id: text, height: number, width: number },
};

/** The image in these bytes. Throws 400 for what is no JPEG or PNG. */
export function photoOf(bytes: Buffer): Photo {
  const header = imageHeader(bytes);
  if (header === undefined || header.width === 0 || header.height === 0)
    throw new GraphError('badRequest', 'The photo is not a valid image: send a JPEG or PNG.');
  return { bytes, ...header };
}

/** A seeded photo, `file` below `seeds/photos`; in that size where there is one. Throws 404 where there is not. */
export function seededPhoto(file: string, size?: string): Photo {
  const full = photoOf(readSeed(file));
  if (size === undefined) return full;
  requireSize(full, size);
  const folder = size.toLowerCase();
  return existsSync(seedAddress(`${folder}/${file}`)) ? photoOf(readSeed(`${folder}/${file}`)) : full;
}

/** Throws 404 for what is no size, and for sizes larger than the photo, which nobody enlarges. */
export function requireSize({ width, height }: Photo, size: string): void {
  const edge = Number(/^(\d+)x\1$/i.exec(size)?.[1]);
  if (!SIZES.includes(edge) || edge > Math.max(width, height)) throw new GraphError('imageNotFound');
}

/** The photo itself. */
export function photoBytes({ bytes, type }: Photo): Answer {
  return { kind: 'bytes', bytes, headers: { 'content-type': type, etag: tagOf(bytes), 'cache-control': 'private' } };
}

/** microsoft.graph.profilePhoto. */
export function photoDescription({ bytes, type, width, height }: Photo, context: string): Answer {
  return {
    kind: 'entity',
    entity: {
      type: PHOTO_TYPE,
      context,
      item: {
        '@odata.mediaContentType': type,
        '@odata.mediaEtag': tagOf(bytes),
        id: `${width}x${height}`,
        height,
        width,
      },
    },
  };
}

function tagOf(bytes: Buffer): string {
  return `"${createHash('sha256').update(bytes).digest('hex').toUpperCase().slice(0, 32)}"`;
}

function readSeed(file: string): Buffer {
  return readFileSync(seedAddress(file));
}

function seedAddress(file: string): URL {
  return new URL(`../seeds/photos/${file}`, import.meta.url);
}
