import type { EntityType } from '../odata/schema.js';
import { bool, collection, complex, dateTime, text } from '../odata/schema.js';

const zonedTime = complex({ dateTime: text, timeZone: text });

export const LIST_TYPE: EntityType = {
  name: 'microsoft.graph.todoTaskList',
  always: ['id'],
  members: { id: text, displayName: text, isOwner: bool, isShared: bool, wellknownListName: text },
};

export const TASK_TYPE: EntityType = {
  name: 'microsoft.graph.todoTask',
  always: ['id'],
  members: {
    id: text,
    title: text,
    body: complex({ contentType: text, content: text }),
    importance: text,
    status: text,
    categories: collection(text),
    isReminderOn: bool,
    hasAttachments: bool,
    createdDateTime: dateTime,
    lastModifiedDateTime: dateTime,
    dueDateTime: zonedTime,
    startDateTime: zonedTime,
    completedDateTime: zonedTime,
    reminderDateTime: zonedTime,
  },
};
