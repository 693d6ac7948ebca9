import { z } from 'zod';
import { oneOf } from '../outlook-body.js';

const zonedTime = z
  .object({
    dateTime: z.string().regex(/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?Z?)?$/),
    timeZone: z.string().min(1).max(80),
  })
  .nullable()
  .exactOptional();

/** The properties of a list clients may write. */
export const LIST_INPUT = z.object({ displayName: z.string().min(1).max(255) });

/** The properties of a task clients may write (https://learn.microsoft.com/graph/api/resources/todotask). */
export const TASK_INPUT = z.object({
  title: z.string().max(255).exactOptional(),
  body: z
    .object({ content: z.string().max(60_000), contentType: oneOf(['text', 'html']).default('text') })
    .exactOptional(),
  importance: oneOf(['low', 'normal', 'high']).exactOptional(),
  status: oneOf(['notStarted', 'inProgress', 'completed', 'waitingOnOthers', 'deferred']).exactOptional(),
  categories: z.array(z.string().max(255)).max(100).exactOptional(),
  isReminderOn: z.boolean().exactOptional(),
  dueDateTime: zonedTime,
  startDateTime: zonedTime,
  completedDateTime: zonedTime,
  reminderDateTime: zonedTime,
});
export type TaskInput = z.infer<typeof TASK_INPUT>;

/** microsoft.graph.todoTaskList as it goes out. */
export type TaskList = {
  readonly '@odata.etag': string;
  readonly id: string;
  readonly displayName: string;
  readonly isOwner: boolean;
  readonly isShared: boolean;
  readonly wellknownListName: 'defaultList' | 'flaggedEmails' | 'none';
};

/** microsoft.graph.todoTask as it goes out; a time nobody has set is absent. */
export type Task = TaskInput & {
  readonly '@odata.etag': string;
  readonly id: string;
  readonly createdDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly hasAttachments: boolean;
};
