import type { Operation } from '../operation.js';
import { READING } from './reading.js';
import { UPLOADING } from './uploading.js';
import { WRITING } from './writing.js';

/** Drives, their items and the items' bytes. */
export const FILE_OPERATIONS: readonly Operation[] = [...READING, ...WRITING, ...UPLOADING];
