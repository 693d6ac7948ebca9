import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { User } from '../../directory/types.js';
import { momentOf } from '../moment.js';
import { oneOf } from '../outlook-body.js';
import type { TaskInput, TaskList } from './task.js';

const task = z.strictObject({
  title: z.string(),
  body: z.string().default(''),
  importance: oneOf(['low', 'normal', 'high']).default('normal'),
  status: oneOf(['notStarted', 'inProgress', 'completed']).default('notStarted'),
  categories: z.array(z.string()).default([]),
  /** Days from today. */
  due: z.number().int().optional(),
});
/** By user principal name, then by the name of the list. */
const seeds = z.record(z.email(), z.record(z.string(), z.array(task)));
const all = seeds.parse(JSON.parse(readFileSync(new URL('../seeds/tasks.json', import.meta.url), 'utf8')));

/** A list a user begins with. */
export interface SeededList extends Pick<TaskList, 'displayName' | 'wellknownListName'> {
  readonly tasks: readonly TaskInput[];
}

/** The lists everybody has, and what `seeds/tasks.json` adds to them. */
export function seededLists({ userPrincipalName }: User, now: number): readonly SeededList[] {
  const { Tasks: own = [], ...further } = all[userPrincipalName] ?? {};
  const inputs = (written: readonly z.infer<typeof task>[]): readonly TaskInput[] =>
    written.map(({ due, body, ...rest }) => ({
      ...rest,
      body: { content: body, contentType: 'text' },
      ...(due !== undefined && {
        dueDateTime: {
          dateTime: new Date(momentOf(now, due, '00:00')).toISOString().replace('Z', '0000'),
          timeZone: 'UTC',
        },
      }),
    }));
  return [
    { displayName: 'Tasks', wellknownListName: 'defaultList', tasks: inputs(own) },
    { displayName: 'Flagged Emails', wellknownListName: 'flaggedEmails', tasks: [] },
    ...Object.entries(further).map(([displayName, written]) => ({
      displayName,
      wellknownListName: 'none' as const,
      tasks: inputs(written),
    })),
  ];
}
