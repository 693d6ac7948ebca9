import type { GraphFailure } from '../errors.js';
import { GraphError } from '../errors.js';
import type { UploadSession } from './upload-sessions.js';

/** Slices are multiples of this, but for the last one. */
export const SLICE_UNIT = 320 * 1024;
const MAX_SLICE = 60 * 1024 * 1024;

/** A slice OneDrive does not take, with the code within its error. */
export class SliceRefused extends GraphError {
  constructor(
    failure: GraphFailure,
    message: string,
    readonly inner: string,
  ) {
    super(failure, message);
  }
}

/** The total a slice declares. Throws 400, 413 or 416 where the session does not take it. */
export function totalOf(
  { received, total: known }: Pick<UploadSession, 'received' | 'total'>,
  contentRange: string | undefined,
  length: number,
): number {
  const [, from, to, of] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/i.exec(contentRange?.trim() ?? '') ?? [];
  const [first, last, total] = [Number(from), Number(to), Number(of)];
  if (from === undefined || first > last || last >= total)
    throw refused('invalidRequest', 'The Content-Range header is missing or malformed.');
  if (length !== last - first + 1)
    throw refused('invalidRequest', 'The Content-Range header length does not match the provided number of bytes.');
  if (length > MAX_SLICE) throw refused('tooLarge', 'The fragment is larger than 60 MiB.');
  if (known !== undefined && known !== total)
    throw refused('invalidRequest', 'The total length in the Content-Range header changed within the session.');
  if (first < received)
    throw refused('rangeNotSatisfiable', 'Uploaded fragment overlaps with existing data.', 'fragmentOverlap');
  if (first > received)
    throw refused('rangeNotSatisfiable', 'Uploaded fragment is out of order.', 'fragmentOutOfOrder');
  if (last + 1 < total && length % SLICE_UNIT !== 0)
    throw refused('invalidRequest', 'The fragment size is not a multiple of 320 KiB.');
  return total;
}

function refused(failure: GraphFailure, message: string, inner = 'fragmentInvalid'): SliceRefused {
  return new SliceRefused(failure, message, inner);
}
