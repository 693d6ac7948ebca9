import { constants, createHash, privateEncrypt, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** One way to get EMSA-PKCS1-v1_5 (RFC 8017 section 9.2) wrong. */
export interface MalformedSignature {
  readonly name: string;
  readonly signature: Buffer;
}

const HASH_LENGTH = 32;
/** DER of DigestInfo for SHA-256 up to the hash. */
const PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const OID_SHA256 = Buffer.from('0609608648016503040201', 'hex');
const OTHER_HASHES = {
  md5: '06082a864886f70d0205',
  sha1: '06052b0e03021a',
  sha224: '0609608648016503040204',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
  'sha512-256': '0609608648016503040206',
};

type Encoding = readonly [name: string, encoded: Buffer];

/**
 * Signatures of a message that only a lax verifier takes, made by the key's own private operation over malformed
 * encodings: the families of Wycheproof's RSA PKCS#1 v1.5 vectors.
 */
export function malformedSignatures(message: Buffer, key: KeyObject): readonly MalformedSignature[] {
  const size = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const hash = createHash('sha256').update(message).digest();
  const raw = [
    ...changedBytes(size, hash),
    ...changedPadding(size, hash),
    ...changedDigestInfo(size, hash),
    ...berLengths(size, hash),
    ...garbage(size, hash),
    ...otherHashes(size, message),
  ].map(([name, encoded]) => ({ name, signature: encrypted(encoded, key) }));
  const all = [...raw, ...changedSignatures(message, key)];
  // Some families meet: a changed byte of the block type is a changed block type.
  return [...new Map(all.map((each) => [each.signature.toString('hex'), each])).values()];
}

/** 00 01 FF… 00 and what follows, FF as many as it takes. */
function padded(size: number, digestInfo: Buffer): Buffer {
  const fill = Buffer.alloc(size - digestInfo.length - 3, 0xff);
  return Buffer.concat([Buffer.from([0, 1]), fill, Buffer.from([0]), digestInfo]);
}

function changedBytes(size: number, hash: Buffer): Encoding[] {
  const right = padded(size, Buffer.concat([PREFIX, hash]));
  const digestInfo = size - PREFIX.length - HASH_LENGTH;
  const places = [0, 1, digestInfo - 1, ...Array.from(PREFIX, (_, at) => digestInfo + at)];
  const changes = [0x01, 0x80, 0xff].map((mask) => (byte: number) => byte ^ mask);
  const hashPlaces = Array.from({ length: HASH_LENGTH }, (_, at) => size - HASH_LENGTH + at);
  return [
    ...places.flatMap((at) => changes.map((change, kind) => altered(right, at, change, `byte ${at} changed, ${kind}`))),
    ...hashPlaces.map((at) => altered(right, at, (byte) => byte ^ 1, `hash byte ${at} changed`)),
    // A first octet other than 0 must still be less than the modulus.
  ].filter(([, encoded]) => (encoded[0] ?? 0) < 0x80);
}

function altered(right: Buffer, at: number, change: (byte: number) => number, name: string): Encoding {
  const encoded = Buffer.from(right);
  encoded[at] = change(encoded[at] ?? 0);
  return [name, encoded];
}

function changedPadding(size: number, hash: Buffer): Encoding[] {
  const digestInfo = Buffer.concat([PREFIX, hash]);
  const right = padded(size, digestInfo);
  const end = size - digestInfo.length - 1;
  const fills = [2, 3, 9, 10, Math.floor(end / 2), end - 2, end - 1].flatMap((at) =>
    [0x00, 0x01, 0x7f, 0xfe].map((octet) => altered(right, at, () => octet, `padding octet ${at} is ${octet}`)),
  );
  const types = [0, 2, 3, 0xff].map((type) => altered(right, 1, () => type, `block type ${type}`));
  const leading = [1, 2, 0x10].map((octet) => altered(right, 0, () => octet, `first octet ${octet}`));
  const short = [0, 1, 7, 8, 9, 100, end - 3].flatMap((length): Encoding[] => {
    const block = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(length, 0xff), Buffer.from([0]), digestInfo]);
    const rest = size - block.length;
    return [
      [`${length} octets of padding, zeros before`, Buffer.concat([Buffer.alloc(rest), block])],
      [`${length} octets of padding, zeros behind`, Buffer.concat([block, Buffer.alloc(rest)])],
    ];
  });
  const zeros = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(end - 1), digestInfo]).subarray(0, size);
  const noSeparator = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(end - 1, 0xff), digestInfo]);
  return [...fills, ...types, ...leading, ...short, ['all padding zero', zeros], ['no separator', noSeparator]];
}

function changedDigestInfo(size: number, hash: Buffer): Encoding[] {
  const parameters = {
    'no NULL': '',
    'NULL with a long length': '058100',
    'NULL with content': '050100',
    'indefinite NULL': '05800000',
    'an empty OCTET STRING for NULL': '0400',
    'an empty SEQUENCE for NULL': '3000',
    'an INTEGER for NULL': '020100',
    'BOOLEAN for NULL': '0101ff',
    'two NULLs': '05000500',
    'NULL cut': '05',
    'NULL and garbage': '0500deadbeef',
  };
  const withParameters = Object.entries(parameters).map(([name, hex]): Encoding => {
    const algorithm = sequence(Buffer.concat([OID_SHA256, Buffer.from(hex, 'hex')]));
    return [name, padded(size, sequence(Buffer.concat([algorithm, octets(hash)])))];
  });
  const algorithm = sequence(Buffer.concat([OID_SHA256, Buffer.from('0500', 'hex')]));
  const shapes: Encoding[] = [
    ['hash without DigestInfo', hash],
    ['hash as OCTET STRING alone', octets(hash)],
    ['hash as BIT STRING', sequence(Buffer.concat([algorithm, Buffer.from([3, 33, 0]), hash]))],
    ['hash before algorithm', sequence(Buffer.concat([octets(hash), algorithm]))],
    ['SET for SEQUENCE', Buffer.concat([Buffer.from([0x31]), Buffer.concat([PREFIX, hash]).subarray(1)])],
    ['empty hash', sequence(Buffer.concat([algorithm, octets(Buffer.alloc(0))]))],
    ['empty DigestInfo', sequence(Buffer.alloc(0))],
    ['nothing', Buffer.alloc(0)],
    ['garbage in the outer SEQUENCE', sequence(Buffer.concat([algorithm, octets(hash), Buffer.from('0500', 'hex')]))],
    ['garbage in the OCTET STRING', sequence(Buffer.concat([algorithm, octets(Buffer.concat([hash, hash]))]))],
    ['hash twice', sequence(Buffer.concat([algorithm, octets(hash), octets(hash)]))],
    ['DigestInfo in a SEQUENCE', sequence(sequence(Buffer.concat([algorithm, octets(hash)])))],
    ['no algorithm', sequence(octets(hash))],
    ['no hash', sequence(algorithm)],
    ...[1, 16, 31].map((length): Encoding => [
      `hash cut to ${length}`,
      sequence(Buffer.concat([algorithm, octets(hash.subarray(0, length))])),
    ]),
  ].map(([name, digestInfo]) => [String(name), padded(size, Buffer.from(digestInfo ?? ''))]);
  return [...withParameters, ...shapes];
}

/** Lengths that BER allows and DER does not (X.690 10.1), at each of the four places. */
function berLengths(size: number, hash: Buffer): Encoding[] {
  const forms: [string, (length: number) => number[]][] = [
    ['81', (length) => [0x81, length]],
    ['82', (length) => [0x82, 0, length]],
    ['83', (length) => [0x83, 0, 0, length]],
    ['84', (length) => [0x84, 0, 0, 0, length]],
    ['88', (length) => [0x88, 0, 0, 0, 0, 0, 0, 0, length]],
    ['one too many', (length) => [length + 1]],
    ['one too few', (length) => [length - 1]],
    ['84 overflowing', (length) => [0x84, 1, 0, 0, length]],
    ['indefinite', () => [0x80]],
    ['ff', () => [0xff]],
  ];
  return forms.flatMap(([name, form]) =>
    (['outer', 'algorithm', 'oid', 'hash'] as const).map((place): Encoding => {
      const length = (at: string, content: number): number[] => (at === place ? form(content) : [content]);
      const oid = OID_SHA256.subarray(2);
      const inner = Buffer.concat([bytes(6, ...length('oid', oid.length)), oid, bytes(5, 0)]);
      const algorithm = Buffer.concat([bytes(0x30, ...length('algorithm', inner.length)), inner]);
      const content = Buffer.concat([algorithm, bytes(4, ...length('hash', hash.length)), hash]);
      const digestInfo = Buffer.concat([bytes(0x30, ...length('outer', content.length)), content]);
      return [`${place} length ${name}`, padded(size, digestInfo)];
    }),
  );
}

/** Bleichenbacher 2006: garbage where nobody looks, the padding shorter by as much. */
function garbage(size: number, hash: Buffer): Encoding[] {
  const digestInfo = Buffer.concat([PREFIX, hash]);
  return [1, 2, 8, 32, 100, size - digestInfo.length - 3 - 8, size - digestInfo.length - 3].flatMap((length) =>
    [0x00, 0xff, 0x5a].map((octet): Encoding => [
      `${length} octets ${octet} behind the hash`,
      padded(size, Buffer.concat([digestInfo, Buffer.alloc(length, octet)])),
    ]),
  );
}

function otherHashes(size: number, message: Buffer): Encoding[] {
  const right = createHash('sha256').update(message).digest();
  const parameters = Buffer.from('0500', 'hex');
  return Object.entries(OTHER_HASHES).flatMap(([name, oid]): Encoding[] => {
    const algorithm = sequence(Buffer.concat([Buffer.from(oid, 'hex'), parameters]));
    const other = createHash(name).update(message).digest();
    const sha256 = sequence(Buffer.concat([OID_SHA256, parameters]));
    return [
      [name, padded(size, sequence(Buffer.concat([algorithm, octets(other)])))],
      [`SHA-256 called ${name}`, padded(size, sequence(Buffer.concat([algorithm, octets(right)])))],
      [`${name} called SHA-256`, padded(size, sequence(Buffer.concat([sha256, octets(other)])))],
    ];
  });
}

function changedSignatures(message: Buffer, key: KeyObject): MalformedSignature[] {
  const right = sign('RSA-SHA256', message, key);
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  const lessOne = Buffer.from(modulus);
  lessOne[lessOne.length - 1] = (lessOne.at(-1) ?? 1) - 1;
  return [
    { name: 'zero before the signature', signature: Buffer.concat([Buffer.alloc(1), right]) },
    { name: 'zero behind the signature', signature: Buffer.concat([right, Buffer.alloc(1)]) },
    { name: 'last octet missing', signature: right.subarray(0, -1) },
    { name: 'first octet missing', signature: right.subarray(1) },
    { name: 'signature twice', signature: Buffer.concat([right, right]) },
    { name: 'signature 0', signature: Buffer.alloc(right.length) },
    { name: 'signature 1', signature: Buffer.concat([Buffer.alloc(right.length - 1), bytes(1)]) },
    { name: 'signature n', signature: modulus },
    { name: 'signature n - 1', signature: lessOne },
    { name: 'all ones', signature: Buffer.alloc(right.length, 0xff) },
    { name: 'one octet', signature: bytes(1) },
    { name: 'of another message', signature: sign('RSA-SHA256', Buffer.concat([message, bytes(0)]), key) },
    {
      name: 'PSS',
      signature: sign('sha256', message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
    },
  ];
}

function encrypted(encoded: Buffer, key: KeyObject): Buffer {
  return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded);
}

function sequence(content: Buffer): Buffer {
  return Buffer.concat([bytes(0x30, content.length), content]);
}

function octets(content: Buffer): Buffer {
  return Buffer.concat([bytes(4, content.length), content]);
}

function bytes(...values: number[]): Buffer {
  return Buffer.from(values);
}
