import { createHash } from 'node:crypto';
import type { Cloud } from '../../cloud.js';
import type { User } from '../../directory/types.js';
import type { Group, Groups } from '../groups/groups.js';
import { momentOf } from '../moment.js';
import type { GraphObject } from '../odata/schema.js';
import type { People } from '../people/people.js';
import type { SeededPlan, SeededTask } from './seeds.js';
import { readPlanSeeds } from './seeds.js';

/** A plan of a group with everything on it, as Graph shows it. */
export interface Plan {
  readonly tenantId: string;
  readonly group: Group;
  readonly object: GraphObject;
  readonly buckets: readonly GraphObject[];
  readonly tasks: readonly Task[];
}

export interface Task {
  readonly object: GraphObject;
  readonly details: GraphObject;
  readonly assignees: readonly User[];
}

/** The plans of all tenants, from `seeds/planner.json`. */
export class Plans {
  private readonly all: readonly Plan[];

  constructor({ directory, clock }: Cloud, people: People, groups: Groups) {
    const seeds = readPlanSeeds();
    const now = clock.now();
    this.all = directory.tenants.flatMap((tenant) =>
      (seeds[tenant.domain] ?? []).flatMap((seed) => {
        const group = groups.of(tenant.id).find(({ object }) => object['mailNickname'] === seed.group);
        const by = people.find(tenant.id, seed.by);
        const users = (names: readonly string[]): readonly User[] =>
          names.flatMap((name) => people.find(tenant.id, name) ?? []);
        return group === undefined || by === undefined ? [] : [madePlan({ seed, group, by, users, now })];
      }),
    );
  }

  /** The plans of the groups a user is in. */
  sharedWith(user: User): readonly Plan[] {
    return this.all.filter(({ group }) => group.members.some(({ id }) => id === user.id));
  }

  ofGroup({ object }: Group): readonly Plan[] {
    return this.all.filter(({ group }) => group.object['id'] === object['id']);
  }

  plan(tenantId: string, id: string): Plan | undefined {
    return this.all.find((each) => each.tenantId === tenantId && each.object['id'] === id);
  }

  /** The plan of a task, and the task. */
  task(tenantId: string, id: string): { plan: Plan; task: Task } | undefined {
    for (const plan of this.all.filter((each) => each.tenantId === tenantId)) {
      const task = plan.tasks.find(({ object }) => object['id'] === id);
      if (task !== undefined) return { plan, task };
    }
    return undefined;
  }
}

interface Making {
  readonly seed: SeededPlan;
  readonly group: Group;
  readonly by: User;
  readonly users: (names: readonly string[]) => readonly User[];
  readonly now: number;
}

const CREATED_DAY = -30;

function madePlan(making: Making): Plan {
  const { seed, group, by, now } = making;
  const groupId = String(group.object['id']);
  const id = plannerId(groupId, seed.title);
  const object = {
    '@odata.etag': etagOf('Plan', id),
    createdDateTime: isoOf(now, CREATED_DAY),
    owner: groupId,
    title: seed.title,
    id,
    createdBy: identityOf(by),
    container: { containerId: groupId, type: 'group', url: `https://graph.microsoft.com/v1.0/groups/${groupId}` },
  };
  const buckets = seed.buckets.map(({ name }, index) => ({
    '@odata.etag': etagOf('Bucket', plannerId(id, name)),
    name,
    planId: id,
    orderHint: hintOf(index),
    id: plannerId(id, name),
  }));
  const tasks = seed.buckets.flatMap(({ name, tasks: within }) =>
    within.map((task, index) => madeTask(making, id, plannerId(id, name), task, index)),
  );
  return { tenantId: group.tenantId, group, object, buckets, tasks };
}

function madeTask({ by, users, now }: Making, planId: string, bucketId: string, seed: SeededTask, index: number): Task {
  const id = plannerId(bucketId, seed.title);
  const assignees = users(seed.assignees);
  const created = isoOf(now, CREATED_DAY);
  const { checklist, completedDay, dueDay } = seed;
  const previewType = checklist.length > 0 ? 'checklist' : seed.description === '' ? 'automatic' : 'description';
  const object = {
    '@odata.etag': etagOf('Task', id),
    planId,
    bucketId,
    title: seed.title,
    orderHint: hintOf(index),
    assigneePriority: '',
    percentComplete: seed.percentComplete,
    startDateTime: null,
    createdDateTime: created,
    dueDateTime: dueDay === undefined ? null : isoOf(now, dueDay),
    hasDescription: seed.description !== '',
    previewType,
    completedDateTime: completedDay === undefined ? null : isoOf(now, completedDay),
    completedBy: completedDay === undefined ? null : identityOf(assignees[0] ?? by),
    referenceCount: 0,
    checklistItemCount: checklist.length,
    activeChecklistItemCount: checklist.filter(({ isChecked }) => !isChecked).length,
    conversationThreadId: null,
    priority: seed.priority,
    id,
    createdBy: identityOf(by),
    appliedCategories: Object.fromEntries(seed.categories.map((name) => [name, true])),
    assignments: Object.fromEntries(
      assignees.map((user) => [
        user.id,
        {
          '@odata.type': '#microsoft.graph.plannerAssignment',
          assignedDateTime: created,
          orderHint: '',
          assignedBy: identityOf(by),
        },
      ]),
    ),
  };
  const details = {
    '@odata.etag': etagOf('TaskDetails', id),
    description: seed.description,
    previewType,
    id,
    references: {},
    checklist: Object.fromEntries(
      checklist.map(({ title, isChecked }, place) => [
        String(Number.parseInt(createHash('sha256').update(`${id}${title}`).digest('hex').slice(0, 8), 16) % 100_000),
        {
          '@odata.type': '#microsoft.graph.plannerChecklistItem',
          isChecked,
          title,
          orderHint: hintOf(place),
          lastModifiedDateTime: created,
          lastModifiedBy: identityOf(by),
        },
      ]),
    ),
  };
  return { object, details, assignees };
}

/** Planner's ids are 28 characters long and tell case apart. */
function plannerId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 28);
}

/** Planner's entity tags say which kind of thing they belong to. */
function etagOf(kind: string, id: string): string {
  const version = createHash('sha256').update(`${kind}${id}`).digest('base64url').slice(0, 8);
  return `W/"${Buffer.from(`1-${kind} ${version}`).toString('base64')}"`;
}

function hintOf(index: number): string {
  return `8585${String(200_000_000 + index).padStart(12, '0')}`;
}

function isoOf(now: number, day: number): string {
  return new Date(momentOf(now, day, '10:00')).toISOString().replace('.000', '');
}

function identityOf({ id }: User): GraphObject {
  return { user: { displayName: null, id } };
}
