import type { Operation } from '../operation.js';
import { NOTE_READING } from './note-reading.js';
import { NOTE_WRITING } from './note-writing.js';

/** Notebooks, sections, pages, their HTML and the images and files on them. */
export const NOTE_OPERATIONS: readonly Operation[] = [...NOTE_READING, ...NOTE_WRITING];
