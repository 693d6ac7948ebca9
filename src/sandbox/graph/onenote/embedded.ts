import { imageSize } from '../files/image-size.js';
import { GraphError } from '../errors.js';
import type { Embed } from './html/clean.js';
import { attributesOf } from './html/clean.js';
import type { HtmlElement } from './html/html-tree.js';
import type { Part } from './multipart.js';

/** The attribute an image or file keeps the id of its bytes in; what is answered has addresses instead. */
export const RESOURCE = 'resource';

/** Keeps bytes and answers the id they can be had by. */
export type Keep = (bytes: Buffer, type: string) => string;

/**
 * What becomes of images, files and videos: named parts and `data:` addresses become resources. An image of another
 * address is left out, as one OneNote cannot fetch: this tenant fetches nothing.
 */
export function embedding(parts: ReadonlyMap<string, Part>, keep: Keep): Embed {
  return (element) => {
    if (element.name === 'iframe') return video(element);
    const { attributes } = element;
    const address = element.name === 'img' ? (attributes['src'] ?? attributes['data-render-src']) : attributes['data'];
    const found = bytesAt(address ?? '', parts);
    if (found === undefined) return undefined;
    return element.name === 'img' ? image(element, found, keep) : file(element, found, keep);
  };
}

function image(element: HtmlElement, { bytes, type }: Pick<Part, 'bytes' | 'type'>, keep: Keep): HtmlElement {
  const size = imageSize(bytes);
  const kind = imageType(bytes) ?? type;
  const measure = (name: 'width' | 'height'): Readonly<Record<string, string>> => {
    const written =
      element.attributes[name] ??
      new RegExp(`(?:^|;)\\s*${name}:\\s*(\\d+)`).exec(element.attributes['style'] ?? '')?.[1];
    const value = /^\d{1,5}/.exec(written ?? '')?.[0] ?? size?.[name]?.toString();
    return value === undefined ? {} : { [name]: value };
  };
  const { style: _style, ...kept } = attributesOf(element);
  return {
    name: 'img',
    attributes: { ...kept, ...measure('width'), ...measure('height'), type: kind, [RESOURCE]: keep(bytes, kind) },
    children: [],
  };
}

function file(
  element: HtmlElement,
  { bytes, type }: Pick<Part, 'bytes' | 'type'>,
  keep: Keep,
): HtmlElement | undefined {
  const { 'data-attachment': name, type: said = type } = element.attributes;
  if (name === undefined || /[\\/:*?<>|"]/.test(name)) return undefined;
  const { style: _style, ...kept } = attributesOf(element);
  return {
    name: 'object',
    attributes: { ...kept, 'data-attachment': name, type: said, [RESOURCE]: keep(bytes, said) },
    children: [],
  };
}

function video(element: HtmlElement): HtmlElement | undefined {
  const { 'data-original-src': source, width, height } = element.attributes;
  if (source === undefined || !/^https:\/\//i.test(source)) return undefined;
  return {
    name: 'iframe',
    attributes: {
      ...(width !== undefined && { width }),
      ...(height !== undefined && { height }),
      'data-original-src': source,
      src: source,
    },
    children: [],
  };
}

/** Throws 400 for a part that was not sent. */
function bytesAt(address: string, parts: ReadonlyMap<string, Part>): Pick<Part, 'bytes' | 'type'> | undefined {
  if (/^name:/i.test(address)) {
    const part = parts.get(address.slice(5));
    if (part === undefined) throw new GraphError('noteContent', 'The HTML names a part that was not sent.');
    return part;
  }
  const [, type, data] = /^data:([\w/+.-]+);base64,([\w+/=\s]+)$/i.exec(address) ?? [];
  return type === undefined || data === undefined
    ? undefined
    : { type: type.toLowerCase(), bytes: Buffer.from(data, 'base64') };
}

function imageType(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start === '\u0089PNG') return 'image/png';
  if (start.startsWith('\u00ff\u00d8')) return 'image/jpeg';
  return start === 'GIF8' ? 'image/gif' : undefined;
}
