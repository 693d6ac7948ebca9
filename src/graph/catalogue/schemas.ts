import { DIRECTORY_SCHEMAS } from './schemas/directory.js';
import { FILE_SCHEMAS } from './schemas/files.js';
import { NOTE_SCHEMAS } from './schemas/notes.js';
import type { JsonSchema } from './schemas/notation.js';
import { OUTLOOK_SCHEMAS } from './schemas/outlook.js';
import { TASK_SCHEMAS } from './schemas/tasks.js';
import { TEAMWORK_SCHEMAS } from './schemas/teamwork.js';

export type { JsonSchema } from './schemas/notation.js';

/** Graph's entities as far as this catalogue documents them: https://learn.microsoft.com/graph/api/overview */
export const SCHEMAS = {
  ...DIRECTORY_SCHEMAS,
  ...OUTLOOK_SCHEMAS,
  ...TASK_SCHEMAS,
  ...FILE_SCHEMAS,
  ...NOTE_SCHEMAS,
  ...TEAMWORK_SCHEMAS,
} satisfies Record<string, JsonSchema>;

export type SchemaName = keyof typeof SCHEMAS;
