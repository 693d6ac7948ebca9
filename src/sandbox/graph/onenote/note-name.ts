import { GraphError } from '../errors.js';

/** The name of a notebook. Throws 400 for one OneNote does not take. */
export function notebookName(written: string): string {
  if (/[?*\\/:<>|'"]/.test(written)) throw new GraphError('notebookName');
  return checked(written, 128);
}

/** The name of a section. Throws 400 for one OneNote does not take. */
export function sectionName(written: string): string {
  if (/[?*\\/:<>|&#"%~]/.test(written)) throw new GraphError('noteName');
  return checked(written, 50);
}

function checked(written: string, longest: number): string {
  if (written.trim() === '') throw new GraphError('noteNoName');
  if (written.length > longest) throw new GraphError('noteNameLong');
  return written.trim();
}
