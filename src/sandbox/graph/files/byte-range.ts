/** What a `Range` header asks of a body: the whole, one part, or nothing that exists. */
export type ByteRange = 'whole' | 'unsatisfiable' | { readonly first: number; readonly last: number };

/** RFC 9110 section 14.1.2, one range of bytes; several at once are answered with the whole, as section 14.2 allows. */
export function byteRange(header: string | undefined, length: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '')
    return Number(to) === 0 || length === 0
      ? 'unsatisfiable'
      : { first: Math.max(0, length - Number(to)), last: length - 1 };
  const [first, last] = [Number(from), to === '' ? length - 1 : Math.min(Number(to), length - 1)];
  if (to !== '' && Number(to) < first) return 'whole';
  return first >= length ? 'unsatisfiable' : { first, last };
}
