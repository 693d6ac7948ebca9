import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { imageHeader } from './image-header.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAADCAIAAAA2iEnWAAAAEElEQVR4nGP4z8DAAMFQCgAv4wX7bq2GxAAAAABJRU5ErkJggg==',
  'base64',
);
const jpeg = readFileSync(new URL('../seeds/photos/96x96/megan.jpg', import.meta.url));

describe('the header of an image', () => {
  it('tells kind and size', () => {
    expect(imageHeader(PNG)).toEqual({ type: 'image/png', width: 2, height: 3 });
    expect(imageHeader(jpeg)).toEqual({ type: 'image/jpeg', width: 96, height: 96 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('GIF89a and so on, which is no image we take')],
    ['a cut PNG', PNG.subarray(0, 20)],
    ['a cut JPEG', jpeg.subarray(0, 30)],
    ['a JPEG of noise', Buffer.concat([jpeg.subarray(0, 2), Buffer.alloc(64, 1)])],
  ])('is none for %s', (_, bytes) => {
    expect(imageHeader(bytes)).toBeUndefined();
  });
});
