/** What kind of image bytes are, and how large; undefined for what is no JPEG or PNG. */
export function imageHeader(bytes: Buffer): { type: string; width: number; height: number } | undefined {
  return pngHeader(bytes) ?? jpegHeader(bytes);
}

/** PNG specification, section 11.2.1: the IHDR chunk comes first. */
function pngHeader(bytes: Buffer): { type: string; width: number; height: number } | undefined {
  if (bytes.length < 24 || bytes.subarray(0, 8).toString('hex') !== '89504e470d0a1a0a') return undefined;
  return { type: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** ITU-T T.81, section B.2.2: the frame header (SOF0 to SOF15 without DHT, JPG and DAC) has the size. */
function jpegHeader(bytes: Buffer): { type: string; width: number; height: number } | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
