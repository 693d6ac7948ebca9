import type { User } from '../../directory/types.js';
import { GraphError } from '../errors.js';
import { PLAIN } from '../odata/dialect.js';
import type { EntityType, GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import { owned, parameter } from '../operation.js';
import { denied } from '../permission.js';
import { BUCKET_TYPE, DETAILS_TYPE, PLAN_TYPE, TASK_TYPE } from './planner-type.js';
import type { Plan, Task } from './plans.js';

const SCOPES = ['Tasks.Read', 'Tasks.ReadWrite', 'Group.Read.All', 'Group.ReadWrite.All'];
const ROLES = ['Tasks.Read.All', 'Tasks.ReadWrite.All', 'Group.Read.All', 'Group.ReadWrite.All'];
const COMMON = { method: 'GET', workload: 'planner', personal: false, scopes: SCOPES, roles: ROLES } as const;
const PAGE = { standard: 400, max: 400 };

/** Plans, their buckets and tasks. */
export const PLANNER_OPERATIONS: readonly Operation[] = [
  ...owned({ ...COMMON, path: '/planner/tasks', answer: assigned }),
  ...owned({ ...COMMON, path: '/planner/plans', answer: shared }),
  { ...COMMON, path: '/groups/{group}/planner/plans', answer: ofGroup },
  ofPlan('', ({ object }) => entity(PLAN_TYPE, 'planner/plans', object)),
  ofPlan('/tasks', ({ tasks }) =>
    listed(
      TASK_TYPE,
      'plannerTask',
      tasks.map(({ object }) => object),
    ),
  ),
  ofPlan('/buckets', ({ buckets }) => listed(BUCKET_TYPE, 'plannerBucket', buckets)),
  ofTask('', ({ object }) => entity(TASK_TYPE, 'planner/tasks', object)),
  ofTask('/details', ({ object, details }) =>
    entity(DETAILS_TYPE, `planner/tasks('${encodeURIComponent(String(object['id']))}')/details`, details),
  ),
];

function ofPlan(below: string, answer: (plan: Plan) => Answer): Operation {
  return { ...COMMON, path: `/planner/plans/{plan}${below}`, answer: (call) => answer(planOf(call)) };
}

function ofTask(below: string, answer: (task: Task) => Answer): Operation {
  return { ...COMMON, path: `/planner/tasks/{task}${below}`, answer: (call) => answer(taskOf(call)) };
}

function assigned(call: Call, user: User): Answer {
  const tasks = call.world.plans
    .sharedWith(oneself(call, user))
    .flatMap((plan) => plan.tasks.filter(({ assignees }) => assignees.some(({ id }) => id === user.id)));
  return listed(
    TASK_TYPE,
    'plannerTask',
    tasks.map(({ object }) => object),
  );
}

function shared(call: Call, user: User): Answer {
  const plans = call.world.plans.sharedWith(oneself(call, user));
  return listed(
    PLAN_TYPE,
    'plannerPlan',
    plans.map(({ object }) => object),
  );
}

function ofGroup(call: Call): Answer {
  const { world, caller } = call;
  const group = world.groups.find(caller.tenant.id, parameter(call, 'group'));
  if (group === undefined) throw new GraphError('plannerNotFound');
  const { user } = caller;
  if (user !== undefined && !group.members.some(({ id }) => id === user.id)) throw denied('planner');
  return listed(
    PLAN_TYPE,
    'plannerPlan',
    world.plans.ofGroup(group).map(({ object }) => object),
  );
}

/** Planner tells nobody about somebody else's plans. */
function oneself({ caller }: Call, user: User): User {
  if (caller.user !== undefined && caller.user.id !== user.id) throw denied('planner');
  return user;
}

/** Throws 404 for no plan, 403 for one of a group the user is not in. */
function planOf(call: Call): Plan {
  const plan = call.world.plans.plan(call.caller.tenant.id, parameter(call, 'plan'));
  if (plan === undefined) throw new GraphError('plannerNotFound');
  return permitted(call, plan);
}

function taskOf(call: Call): Task {
  const found = call.world.plans.task(call.caller.tenant.id, parameter(call, 'task'));
  if (found === undefined) throw new GraphError('plannerNotFound');
  permitted(call, found.plan);
  return found.task;
}

function permitted({ caller: { user } }: Call, plan: Plan): Plan {
  if (user !== undefined && !plan.group.members.some(({ id }) => id === user.id)) throw denied('planner');
  return plan;
}

/** Planner sends its entity tag as a header too. */
function entity(type: EntityType, context: string, item: GraphObject): Answer {
  return { kind: 'entity', entity: { type, context, item }, headers: { etag: String(item['@odata.etag']) } };
}

function listed(type: EntityType, name: string, items: readonly GraphObject[]): Answer {
  const context = `Collection(microsoft.graph.${name})`;
  return { kind: 'collection', collection: { type, dialect: PLAIN, context, items, page: PAGE } };
}
