import { z } from 'zod';
import { addressOf } from '../calls/address.js';
import { answerTo } from '../calls/answer.js';
import { jsonOf } from '../calls/json-answer.js';
import { parsedAnswer } from '../calls/parsed-answer.js';
import { listing } from '../calls/pages.js';
import { CliError } from '../cli.errors.js';
import type { SessionOptions } from '../session.js';
import { Session } from '../session.js';
import type { GetOptions } from './get.js';
import { listText } from './list-text.js';

const FIELDS = [
  ['displayName', 'Name'],
  ['userPrincipalName', 'User name'],
  ['mail', 'Mail'],
  ['jobTitle', 'Title'],
  ['department', 'Department'],
  ['officeLocation', 'Office'],
  ['mobilePhone', 'Mobile'],
] as const;
const person = z.record(z.string(), z.unknown());
type Person = z.infer<typeof person>;

/** The user and their manager, side by side. */
export function me(options: SessionOptions): Promise<void> {
  return Session.with(options, async (session) => {
    const { terminal, settings } = session;
    const read = async (path: string): Promise<Person> => {
      const select = FIELDS.map(([name]) => name).join(',');
      const address = addressOf(path, settings, { select });
      const content = await jsonOf(await answerTo(session, { method: 'GET', address }));
      return parsedAnswer(person, content, new URL(address).origin);
    };
    const user = await read('/me');
    const { manager, why } = await managerOf(() => read('/me/manager'));
    terminal.result({ user, manager: manager ?? null, ...(why !== undefined && { managerError: why }) }, () => {
      const rows = FIELDS.map(([name, heading]) => [heading, cell(user[name]), cell(manager?.[name])]);
      const filled = rows.filter(([, own, theirs]) => own !== '' || theirs !== '');
      const table = terminal.table(
        ['', 'You', manager === undefined ? 'No manager to be seen' : 'Your manager'],
        filled,
      );
      return why === undefined ? table : `${table}${terminal.style.dim(why)}\n`;
    });
  });
}

/** Lists users. */
export function users({ select, ...options }: GetOptions): Promise<void> {
  return Session.with(options, async (session) => {
    const fields = select ?? 'displayName,userPrincipalName,jobTitle';
    const address = addressOf('/users', session.settings, { select: fields, top: options.top });
    const list = await listing(session, address, options.allPages === true);
    session.terminal.result({ value: list.value }, () => listText(session.terminal, list, fields.split(',')));
  });
}

/** Having none is no failure; not being allowed to see them is told. */
async function managerOf(read: () => Promise<Person>): Promise<{ manager?: Person; why?: string }> {
  try {
    return { manager: await read() };
  } catch (error) {
    const status = error instanceof CliError ? error.options.details?.['status'] : undefined;
    if (!(error instanceof CliError) || typeof status !== 'number') throw error;
    return status === 404 ? {} : { why: error.message };
  }
}

function cell(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
