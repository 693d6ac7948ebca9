import type { FastifyRequest } from 'fastify';
import type { JournalToken } from '../journal.js';

/** What a request turned out to be about, for its journal entry. */
export interface RequestNotes {
  tenantId?: string;
  grant?: string;
  clientId?: string;
  errorCode?: number;
  requestId?: string;
  token?: JournalToken;
  assertion?: JournalToken;
}

const notes = new WeakMap<FastifyRequest, RequestNotes>();

/** The notes of a request, to write into. */
export function notesOf(request: FastifyRequest): RequestNotes {
  const known = notes.get(request);
  if (known !== undefined) return known;
  const fresh: RequestNotes = {};
  notes.set(request, fresh);
  return fresh;
}
