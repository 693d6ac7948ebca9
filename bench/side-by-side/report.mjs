// The tables and the picture of a comparison.
import { ratio } from './measure.mjs';

const cell = (value, digits = 0) => value.toFixed(digits);
const row = (cells) => `| ${cells.join(' | ')} |`;

/** Markdown; what each figure is to the first participant's stands beside it. */
export function table(title, results) {
  const lines = results.map((result) => {
    const { name, users, processor, p50, p99, memory } = result;
    return row([
      name,
      users.toLocaleString('en'),
      cell(processor),
      cell(ratio(result, results[0]), 2),
      cell(p50, 1),
      cell(p99, 1),
      cell(memory),
    ]);
  });
  return [
    `### ${title}`,
    '',
    row(['', 'users', 'CPU per request, µs', 'to the first', 'p50, ms', 'p99, ms', 'memory, MiB']),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...lines,
    '',
  ].join('\n');
}

/** Markdown; `comparisons` of the first participant with others, and the most that was aimed at. */
export function targets(comparisons) {
  const lines = comparisons.map(({ one, other, most }) => {
    const reached = ratio(one, other);
    const what = `${one.users.toLocaleString('en')} users, to ${other.name}`;
    return row([
      what,
      cell(reached, 3),
      cell(most, 2),
      reached <= most ? 'reached' : `${cell(reached / most, 2)} times`,
    ]);
  });
  return [
    '### What was aimed at: warm GET /v1.0/me',
    '',
    row(['', 'ratio', 'at most', '']),
    row(['---', '--:', '--:', '---']),
    ...lines,
    '',
  ].join('\n');
}

const WIDTH = 760;
const LEFT = 330;
const BAR = 22;
const GAP = 10;

function text(x, y, content, anchor = 'start') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}

/** An SVG of CPU per request on a logarithmic scale, one bar for each result. */
export function picture(title, results) {
  const most = Math.log10(Math.max(...results.map(({ processor }) => processor)) * 1.2);
  const height = 50 + results.length * (BAR + GAP);
  const bars = results.map(({ name, users, processor }, index) => {
    const y = 40 + index * (BAR + GAP);
    const length = Math.max(2, (Math.log10(processor) / most) * (WIDTH - LEFT - 90));
    const colour = name === 'Behalf' ? '#2563eb' : '#94a3b8';
    return [
      text(LEFT - 10, y + 16, `${name}, ${users.toLocaleString('en')} users`, 'end'),
      `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" rx="3" fill="${colour}"/>`,
      text(LEFT + length + 8, y + 16, `${processor.toFixed(0)} µs`),
    ].join('\n');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#334155">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${text(10, 22, title)}
${bars.join('\n')}
</svg>
`;
}
