import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../common/clock.js';
import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { changeKey, outlookId, requireOutlookId } from '../outlook-id.js';
import { seededLists } from './seeds.js';
import type { Task, TaskInput, TaskList } from './task.js';

const MAX_LISTS = 200;
const MAX_TASKS = 2000;

/** A list and what is on it. */
export interface ListOfTasks {
  readonly list: TaskList;
  readonly tasks: Map<string, Task>;
}

/** The To Do lists of all users, made from the seeds when they are first opened. */
export class TaskBooks {
  private readonly opened = new Map<string, Map<string, ListOfTasks>>();
  private readonly made: number;

  constructor(private readonly clock: Clock) {
    this.made = clock.now();
  }

  /** Throws 404 for guests, whose lists are in their own tenant. */
  of(owner: User): Map<string, ListOfTasks> {
    if (owner.guest) throw new GraphError('noMailbox');
    const open = this.opened.get(owner.id) ?? this.fill(owner);
    this.opened.set(owner.id, open);
    return open;
  }

  /** By id, or `tasks` for the list everybody has. Throws 400 for neither, 404 for an id of nothing here. */
  list(owner: User, id: string): ListOfTasks {
    const lists = this.of(owner);
    const found =
      lists.get(id) ??
      [...lists.values()].find(({ list }) => id.toLowerCase() === 'tasks' && list.wellknownListName === 'defaultList');
    if (found !== undefined) return found;
    requireOutlookId(id);
    throw new GraphError('mailItemNotFound');
  }

  /** Throws 400 for what is no id, 404 for an id of nothing on the list. */
  task({ tasks }: ListOfTasks, id: string): Task {
    requireOutlookId(id);
    const found = tasks.get(id);
    if (found === undefined) throw new GraphError('mailItemNotFound');
    return found;
  }

  /** Throws 507 when there are too many. */
  addList(owner: User, displayName: string): TaskList {
    const lists = this.of(owner);
    if (lists.size >= MAX_LISTS) throw new GraphError('mailboxFull');
    const id = outlookId(owner.id, 'list', randomUUID());
    const list = {
      ...stampOf(id),
      id,
      displayName,
      isOwner: true,
      isShared: false,
      wellknownListName: 'none',
    } as const;
    lists.set(id, { list, tasks: new Map() });
    return list;
  }

  renameList(owner: User, { list, tasks }: ListOfTasks, displayName: string): TaskList {
    const renamed = { ...list, ...stampOf(list['@odata.etag'], displayName), displayName };
    this.of(owner).set(list.id, { list: renamed, tasks });
    return renamed;
  }

  removeList(owner: User, { list }: ListOfTasks): void {
    this.of(owner).delete(list.id);
  }

  /** Throws 507 when the list is full. */
  addTask({ list, tasks }: ListOfTasks, input: TaskInput): Task {
    if (tasks.size >= MAX_TASKS) throw new GraphError('mailboxFull');
    const id = outlookId(list.id, 'task', randomUUID());
    const task = taskOf(id, input, this.clock.now());
    tasks.set(id, task);
    return task;
  }

  reviseTask({ tasks }: ListOfTasks, before: Task, input: TaskInput): Task {
    const now = this.clock.now();
    const stamp = stampOf(before['@odata.etag'], now, JSON.stringify(input));
    const task = completed({ ...before, ...input, ...stamp, lastModifiedDateTime: precise(now) }, now);
    tasks.set(before.id, task);
    return task;
  }

  private fill(owner: User): Map<string, ListOfTasks> {
    const lists = seededLists(owner, this.made).map(({ displayName, wellknownListName, tasks }): ListOfTasks => {
      const id = outlookId(owner.id, 'list', displayName);
      const inputs = tasks.map((input, index) => taskOf(outlookId(id, 'task', index), input, this.made));
      return {
        list: { ...stampOf(id), id, displayName, isOwner: true, isShared: false, wellknownListName },
        tasks: new Map(inputs.map((task) => [task.id, task])),
      };
    });
    return new Map(lists.map((each) => [each.list.id, each]));
  }
}

function taskOf(id: string, input: TaskInput, now: number): Task {
  const time = precise(now);
  return completed(
    {
      ...stampOf(id),
      id,
      createdDateTime: time,
      lastModifiedDateTime: time,
      hasAttachments: false,
      title: '',
      body: { content: '', contentType: 'text' },
      importance: 'normal',
      status: 'notStarted',
      categories: [],
      isReminderOn: false,
      ...input,
    },
    now,
  );
}

/** What is completed says when; what is not any more does not. Times taken back are absent. */
function completed(task: Task, now: number): Task {
  const { completedDateTime, ...rest } = task;
  const time = completedDateTime ?? { dateTime: new Date(now).toISOString().replace('Z', '0000'), timeZone: 'UTC' };
  const times = ['dueDateTime', 'startDateTime', 'reminderDateTime'] as const;
  const kept = { ...rest, ...(task.status === 'completed' && { completedDateTime: time }) };
  for (const name of times) if (kept[name] === null) delete kept[name];
  return kept;
}

/** To Do tells times to seven digits. */
function precise(moment: number): string {
  return new Date(moment).toISOString().replace('Z', '0000Z');
}

function stampOf(...parts: readonly (string | number)[]): { readonly '@odata.etag': string } {
  return { '@odata.etag': `W/"${changeKey(...parts)}"` };
}
