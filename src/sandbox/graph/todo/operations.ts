import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { OUTLOOK } from '../odata/dialect.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { resourceOf } from '../outlook-body.js';
import { requireMatch } from '../preconditions.js';
import type { Task, TaskList } from './task.js';
import { LIST_INPUT, TASK_INPUT } from './task.js';
import type { ListOfTasks } from './task-books.js';
import { LIST_TYPE, TASK_TYPE } from './todo-type.js';

const READ = ['Tasks.Read', 'Tasks.ReadWrite'];
const BASE = { workload: 'outlook', personal: true } as const;
const GET = { ...BASE, method: 'GET', scopes: READ, roles: ['Tasks.Read.All', 'Tasks.ReadWrite.All'] } as const;
const CHANGE = { ...BASE, scopes: ['Tasks.ReadWrite'], roles: ['Tasks.ReadWrite.All'] } as const;
const PAGE = { standard: 20, max: 1000 };
const LIST = '/todo/lists/{list}';
const TASK = `${LIST}/tasks/{task}`;

/** To Do: lists and the tasks on them. */
export const TODO_OPERATIONS: readonly Operation[] = [
  ...owned({ ...GET, path: '/todo/lists', answer: lists }),
  ...owned({ ...CHANGE, method: 'POST', path: '/todo/lists', answer: makeList }),
  ...owned({ ...GET, path: LIST, answer: (call, owner) => answeredList(owner, listOf(call, owner).list) }),
  ...owned({ ...CHANGE, method: 'PATCH', path: LIST, answer: renameList }),
  ...owned({ ...CHANGE, method: 'DELETE', path: LIST, answer: removeList }),
  ...owned({ ...GET, path: `${LIST}/tasks`, answer: tasks }),
  ...owned({ ...CHANGE, method: 'POST', path: `${LIST}/tasks`, answer: makeTask }),
  ...owned({
    ...GET,
    path: TASK,
    answer: (call, owner) => ({ kind: 'entity', entity: entityOf(call, owner, taskOf(call, owner)) }),
  }),
  ...owned({ ...CHANGE, method: 'PATCH', path: TASK, answer: updateTask }),
  ...owned({ ...CHANGE, method: 'DELETE', path: TASK, answer: removeTask }),
];

function listOf(call: Call, owner: User): ListOfTasks {
  return call.world.taskBooks.list(owner, parameter(call, 'list'));
}

function taskOf(call: Call, owner: User): Task {
  return call.world.taskBooks.task(listOf(call, owner), parameter(call, 'task'));
}

function lists({ world }: Call, owner: User): Answer {
  const items = [...world.taskBooks.of(owner).values()].map(({ list }) => list);
  const context = `users('${owner.id}')/todo/lists`;
  return { kind: 'collection', collection: { type: LIST_TYPE, dialect: OUTLOOK, context, items, page: PAGE } };
}

function answeredList(owner: User, item: TaskList): Extract<Answer, { kind: 'entity' }> {
  return { kind: 'entity', entity: { type: LIST_TYPE, context: `users('${owner.id}')/todo/lists`, item } };
}

function makeList(call: Call, owner: User): Answer {
  const { displayName } = resourceOf(call, LIST_INPUT, LIST_TYPE);
  return { ...answeredList(owner, call.world.taskBooks.addList(owner, displayName)), kind: 'created' };
}

function renameList(call: Call, owner: User): Answer {
  const before = changeable(call, owner);
  const { displayName } = resourceOf(call, LIST_INPUT, LIST_TYPE);
  return answeredList(owner, call.world.taskBooks.renameList(owner, before, displayName));
}

function removeList(call: Call, owner: User): Answer {
  call.world.taskBooks.removeList(owner, changeable(call, owner));
  return { kind: 'nothing' };
}

/** Throws 400 for the lists everybody has, 412 where somebody was faster. */
function changeable(call: Call, owner: User): ListOfTasks {
  const found = listOf(call, owner);
  requireMatch(call, found.list['@odata.etag']);
  if (found.list.wellknownListName !== 'none')
    throw new GraphError('mailRequestInvalid', 'A well-known list cannot be renamed or deleted.');
  return found;
}

function tasks(call: Call, owner: User): Answer {
  const { list, tasks: all } = listOf(call, owner);
  const items = [...all.values()].toReversed();
  return {
    kind: 'collection',
    collection: { type: TASK_TYPE, dialect: OUTLOOK, context: contextOf(owner, list), items, page: PAGE },
  };
}

function makeTask(call: Call, owner: User): Answer {
  const made = call.world.taskBooks.addTask(listOf(call, owner), resourceOf(call, TASK_INPUT, TASK_TYPE));
  return { kind: 'created', entity: entityOf(call, owner, made) };
}

function updateTask(call: Call, owner: User): Answer {
  const before = taskOf(call, owner);
  requireMatch(call, before['@odata.etag']);
  const input = resourceOf(call, TASK_INPUT, TASK_TYPE);
  const task = call.world.taskBooks.reviseTask(listOf(call, owner), before, input);
  return { kind: 'entity', entity: entityOf(call, owner, task) };
}

function removeTask(call: Call, owner: User): Answer {
  const before = taskOf(call, owner);
  requireMatch(call, before['@odata.etag']);
  listOf(call, owner).tasks.delete(before.id);
  return { kind: 'nothing' };
}

function entityOf(call: Call, owner: User, item: Task): Extract<Answer, { kind: 'entity' }>['entity'] {
  return { type: TASK_TYPE, context: contextOf(owner, listOf(call, owner).list), item };
}

function contextOf(owner: User, { id }: TaskList): string {
  return `users('${owner.id}')/todo/lists('${encodeURIComponent(id)}')/tasks`;
}
