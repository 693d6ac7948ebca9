import type { Operation } from '../operation.js';
import { ENTITY, LIST, area, json, many, one } from './notation.js';
import { TASKS_READ, TASKS_WRITE } from './scopes.js';

const { get, post, patch, remove } = area('To Do', true);
const TASK_LIST = '/me/todo/lists/{todoTaskList-id}';
const TASK = `${TASK_LIST}/tasks/{todoTask-id}`;

/** The signed-in user's task lists. */
export const TO_DO: readonly Operation[] = [
  get('todo.lists.list', '/me/todo/lists', 'Your task lists', TASKS_READ, {
    query: LIST,
    answer: many('TodoTaskList'),
  }),
  post('todo.lists.create', '/me/todo/lists', 'Make a task list', TASKS_WRITE, {
    body: json('TodoTaskList'),
    answer: one('TodoTaskList'),
    status: 201,
  }),
  get('todo.lists.get', TASK_LIST, 'A task list', TASKS_READ, { query: ENTITY, answer: one('TodoTaskList') }),
  patch('todo.lists.update', TASK_LIST, 'Rename a task list', TASKS_WRITE, {
    body: json('TodoTaskList'),
    answer: one('TodoTaskList'),
  }),
  remove('todo.lists.delete', TASK_LIST, 'Delete a task list', TASKS_WRITE),
  get('todo.tasks.list', `${TASK_LIST}/tasks`, 'Tasks of a list', TASKS_READ, {
    query: LIST,
    answer: many('TodoTask'),
  }),
  post('todo.tasks.create', `${TASK_LIST}/tasks`, 'Add a task', TASKS_WRITE, {
    body: json('TodoTask'),
    answer: one('TodoTask'),
    status: 201,
  }),
  get('todo.tasks.get', TASK, 'A task', TASKS_READ, { query: ENTITY, answer: one('TodoTask') }),
  patch('todo.tasks.update', TASK, 'Change a task, or tick it off', TASKS_WRITE, {
    body: json('TodoTask'),
    answer: one('TodoTask'),
  }),
  remove('todo.tasks.delete', TASK, 'Delete a task', TASKS_WRITE),
];
