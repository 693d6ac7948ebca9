import { z } from 'zod';
import { addressOf } from '../calls/address.js';
import { answerTo } from '../calls/answer.js';
import { download, targetOf } from '../calls/download.js';
import { isJson, jsonOf } from '../calls/json-answer.js';
import { listing } from '../calls/pages.js';
import { UsageError } from '../cli.errors.js';
import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';
import { size } from '../terminal/bar.js';
import type { Terminal } from '../terminal/terminal.js';
import { showContent } from './show-content.js';
import { listText } from './list-text.js';

export interface GetOptions extends SessionOptions {
  readonly select?: string;
  readonly top?: string;
  readonly allPages?: boolean;
  readonly output?: string;
}

const list = z.looseObject({ value: z.array(z.looseObject({})), '@odata.nextLink': z.string().optional() });

/** GETs a path, or where none is given the parameters file's `endpoint`. */
export function get(path: string | undefined, options: GetOptions): Promise<void> {
  return Session.with(options, async (session) => {
    const { terminal, settings } = session;
    const wanted = path ?? settings.endpoint;
    if (wanted === undefined || wanted.trim() === '')
      throw new UsageError('There is no path.', 'behalf get /me/messages --select subject');
    const address = addressOf(wanted, settings, options);
    const { output } = options;
    if (options.allPages === true) {
      if (output !== undefined)
        throw new UsageError('--output and --all-pages do not go together.', 'Redirect: > FILE');
      const all = await listing(session, address, true);
      showList(terminal, all.value, false, options, { value: all.value });
      return;
    }
    const target = output === undefined ? undefined : await targetOf(output);
    const answer = await answerTo(session, { method: 'GET', address });
    if (target !== undefined) {
      const bytes = await download(answer, target, terminal);
      terminal.result({ file: output, bytes }, () => `${output}: ${size(bytes)}\n`);
      return;
    }
    if (!isJson(answer)) return showContent(answer, terminal);
    const content = await jsonOf(answer);
    const parsed = list.safeParse(content);
    if (parsed.success) showList(terminal, parsed.data.value, '@odata.nextLink' in parsed.data, options, content);
    else terminal.print(terminal.pretty(content));
  });
}

/** People see a table; programs, and pipes, get the JSON. */
function showList(
  terminal: Terminal,
  value: readonly unknown[],
  more: boolean,
  { select }: GetOptions,
  content: unknown,
): void {
  if (terminal.json || !process.stdout.isTTY) terminal.print(terminal.pretty(content));
  else terminal.print(listText(terminal, { value, more, pages: 1 }, select?.split(',')));
}
