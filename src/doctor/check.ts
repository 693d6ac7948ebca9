import type { Consultation } from './consultation.js';

/** How a step ended. Only `fail` means that something is wrong; `skip` says that it could not be looked at. */
export type Outcome = 'pass' | 'fail' | 'skip' | 'warn';

/** What a step found. No text of it ever carries a secret, a token, or free text that somebody else sent. */
export interface Finding {
  readonly outcome: Outcome;
  /** What is the case. */
  readonly found: string;
  /** What to change where. */
  readonly remedy?: string;
}

/** One step of the examination. */
export interface Check {
  readonly name: string;
  /** Steps without whose success this one says nothing. */
  readonly needs?: readonly Check[];
  /** Never throws for what it examines; what it throws is a bug. */
  run(consultation: Consultation): Promise<Finding>;
}

/** Everything is as it should be. */
export function pass(found: string): Finding {
  return { outcome: 'pass', found };
}

/** It does not work as it is. */
export function fail(found: string, remedy: string): Finding {
  return { outcome: 'fail', found, remedy };
}

/** It works, for now or in part. */
export function warn(found: string, remedy: string): Finding {
  return { outcome: 'warn', found, remedy };
}

/** There is nothing to look at, or not enough to look at it with. */
export function skip(found: string, remedy?: string): Finding {
  return { outcome: 'skip', found, ...(remedy !== undefined && { remedy }) };
}
