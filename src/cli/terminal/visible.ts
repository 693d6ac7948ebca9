// oxlint-disable-next-line no-control-regex -- these are what must not reach a terminal
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;
// oxlint-disable-next-line no-control-regex
const COLOURS = /\u001B\[\d+m/g;

/** What somebody else wrote, without what would steer a terminal: control characters and changes of direction. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROLS, '�');
}

/** JSON text whose strings cannot steer a terminal either: JSON itself leaves some of those characters as they are. */
export function harmlessJson(json: string): string {
  return json.replaceAll(CONTROLS, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** How many columns a text takes; wide characters of East Asia and emoji take two. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text.replaceAll(COLOURS, '')) {
    if (/\p{M}|\u200D|\uFE0F/u.test(character)) continue;
    width +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return width;
}

/** The text in so many columns at most; what is cut ends in an ellipsis. */
export function fitted(text: string, width: number): string {
  if (columns(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (columns(kept + character) > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Filled with blanks up to so many columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(width - columns(text), 0));
}

/** Lines of so many columns at most, broken between words; longer words are broken too, or else left as they are. */
export function wrapped(text: string, width: number, long: 'broken' | 'whole' = 'broken'): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columns(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = long === 'whole' ? word : '';
    for (const character of long === 'whole' ? '' : word) {
      if (columns(line + character) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}
