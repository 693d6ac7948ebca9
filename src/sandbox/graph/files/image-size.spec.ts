import { describe, expect, it } from 'vitest';
import { documentBytes } from '../documents.js';
import { imageSize } from './image-size.js';

describe('the size of an image', () => {
  it('is read from a JPEG and a PNG', () => {
    expect(imageSize(documentBytes('photos/alex.jpg'))).toEqual({ width: 240, height: 240 });
    const png = Buffer.alloc(32);
    png.write('\x89PNG', 'latin1');
    png.writeUInt32BE(7, 16);
    png.writeUInt32BE(9, 20);
    expect(imageSize(png)).toEqual({ width: 7, height: 9 });
  });

  it.each([
    Buffer.alloc(0),
    Buffer.from('text that is long enough'),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 1, 1, 1, 1, 1]),
  ])('is not known of %j', (bytes) => {
    expect(imageSize(bytes)).toBeUndefined();
  });
});
