import type { Operation } from '../operation.js';
import { ENTITY, area, many, one } from './notation.js';
import { PLANNER_READ } from './scopes.js';

const { get } = area('Planner', false);
const PLAN = '/planner/plans/{plannerPlan-id}';
const TASK = '/planner/tasks/{plannerTask-id}';

/** Plans and their tasks, for reading. */
export const PLANNER: readonly Operation[] = [
  get('planner.tasks.mine', '/me/planner/tasks', 'Planner tasks assigned to you', PLANNER_READ, {
    query: ENTITY,
    answer: many('PlannerTask'),
  }),
  get('planner.plans.mine', '/me/planner/plans', 'Plans shared with you', PLANNER_READ, {
    query: ENTITY,
    answer: many('PlannerPlan'),
  }),
  get('planner.plans.group', '/groups/{group-id}/planner/plans', 'Plans of a group', PLANNER_READ, {
    query: ENTITY,
    answer: many('PlannerPlan'),
  }),
  get('planner.plans.get', PLAN, 'A plan', PLANNER_READ, { query: ENTITY, answer: one('PlannerPlan') }),
  get('planner.plans.tasks', `${PLAN}/tasks`, 'Tasks of a plan', PLANNER_READ, {
    query: ENTITY,
    answer: many('PlannerTask'),
  }),
  get('planner.plans.buckets', `${PLAN}/buckets`, 'Buckets of a plan', PLANNER_READ, {
    query: ENTITY,
    answer: many('PlannerBucket'),
  }),
  get('planner.tasks.get', TASK, 'A task of a plan', PLANNER_READ, { query: ENTITY, answer: one('PlannerTask') }),
  get('planner.tasks.details', `${TASK}/details`, 'Description and checklist of a task', PLANNER_READ, {
    query: ENTITY,
    answer: one('PlannerTaskDetails'),
  }),
];
