import { GraphError } from '../errors.js';

const MAX_LENGTH = 255;
/** https://support.microsoft.com/office/64883a5d-228e-48f5-b3d2-eb39e07630fa: characters and names no item may have. */
const FORBIDDEN = /["*:<>?/\\|\p{Cc}]|_vti_/iu;
const RESERVED = /^(?:\.lock|con|prn|aux|nul|com\d|lpt\d|desktop\.ini|~\$.*)$/i;

/** The name in the form OneDrive keeps it. Throws 400 for one no file or folder may have. */
export function itemName(written: string): string {
  const name = written.normalize('NFC');
  if (
    name === '' ||
    name === '.' ||
    name === '..' ||
    name.length > MAX_LENGTH ||
    name !== name.trim() ||
    name.endsWith('.') ||
    FORBIDDEN.test(name) ||
    RESERVED.test(name)
  )
    throw new GraphError('invalidRequest', 'The provided name cannot be used for a file or folder.');
  return name;
}

/** What names are compared by: without regard to case and to how accents are written. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** The first name of `report.txt`, `report 1.txt`, `report 2.txt` … that is not taken. */
export function freeName(name: string, taken: (name: string) => boolean): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 1; ; number += 1) {
    const tried = `${stem} ${number}${extension}`;
    if (!taken(tried)) return tried;
  }
}
