import type { Operation } from './operation.js';
import { MAIL_OPERATIONS } from './mail/operations.js';
import { PEOPLE_OPERATIONS } from './people/operations.js';

/** Every operation of the embedded Graph. */
export const OPERATIONS: readonly Operation[] = [...PEOPLE_OPERATIONS, ...MAIL_OPERATIONS];
