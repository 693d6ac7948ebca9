import type { EntityType } from '../odata/schema.js';
import { bool, complex, dateTime, number, text } from '../odata/schema.js';

const by = complex({ user: complex({ id: text, displayName: text }), application: complex({ id: text }) });

export const PLAN_TYPE: EntityType = {
  name: 'microsoft.graph.plannerPlan',
  always: ['id'],
  members: {
    id: text,
    title: text,
    owner: text,
    createdDateTime: dateTime,
    createdBy: by,
    container: complex({ containerId: text, type: text, url: text }),
  },
};

export const BUCKET_TYPE: EntityType = {
  name: 'microsoft.graph.plannerBucket',
  always: ['id'],
  members: { id: text, name: text, planId: text, orderHint: text },
};

export const TASK_TYPE: EntityType = {
  name: 'microsoft.graph.plannerTask',
  always: ['id'],
  members: {
    id: text,
    planId: text,
    bucketId: text,
    title: text,
    orderHint: text,
    assigneePriority: text,
    percentComplete: number,
    priority: number,
    startDateTime: dateTime,
    createdDateTime: dateTime,
    dueDateTime: dateTime,
    completedDateTime: dateTime,
    hasDescription: bool,
    previewType: text,
    referenceCount: number,
    checklistItemCount: number,
    activeChecklistItemCount: number,
    conversationThreadId: text,
    createdBy: by,
    completedBy: by,
    appliedCategories: complex({}),
    assignments: complex({}),
  },
};

export const DETAILS_TYPE: EntityType = {
  name: 'microsoft.graph.plannerTaskDetails',
  always: ['id'],
  members: { id: text, description: text, previewType: text, references: complex({}), checklist: complex({}) },
};
