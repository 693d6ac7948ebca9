import { describe, expect, it } from 'vitest';
import { partsOf } from './multipart.js';

const TYPE = 'multipart/form-data; boundary=B';

function body(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

describe('a multipart body', () => {
  it('is read part by part, byte for byte', () => {
    const parts = partsOf(
      TYPE,
      body(
        'preamble',
        '--B',
        'Content-Disposition: form-data; name="Presentation"',
        'Content-Type: text/html; charset=utf-8',
        '',
        '<p>a</p>',
        '--B  ',
        'content-disposition: form-data; filename="x.png"; name=image',
        '',
        '\u0000\u00ff --B\r\n-B\r\n',
        '--B--',
        'epilogue',
      ),
    );
    expect(parts.map(({ name, type, bytes }) => [name, type, bytes.toString('latin1')])).toEqual([
      ['Presentation', 'text/html', '<p>a</p>'],
      ['image', '', '\u0000\u00ff --B\r\n-B\r\n'],
    ]);
  });

  it.each([
    ['no boundary', 'multipart/form-data', ['--B--']],
    ['no delimiter', TYPE, ['a']],
    ['no end', TYPE, ['--B', 'Content-Disposition: form-data; name="a"', '', 'x']],
    ['no blank line', TYPE, ['--B', 'Content-Disposition: form-data; name="a"', '--B--']],
    ['no name', TYPE, ['--B', 'Content-Disposition: form-data', '', 'x', '--B--']],
    ['no disposition', TYPE, ['--B', 'Content-Type: text/html', '', 'x', '--B--']],
  ])('is refused with %s', (_why, type, lines) => {
    expect(() => partsOf(type, body(...lines))).toThrow(expect.objectContaining({ code: '20011' }));
  });

  it('is refused with two parts of one name', () => {
    const part = ['--B', 'Content-Disposition: form-data; name="a"', '', 'x'];
    expect(() => partsOf(TYPE, body(...part, ...part, '--B--'))).toThrow(expect.objectContaining({ code: '20009' }));
  });
});
