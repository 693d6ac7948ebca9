import { randomBytes, randomUUID } from 'node:crypto';
import { equalSecrets } from '../../identity/equal-secrets.js';
import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { Drive } from './drive.js';

const KEPT = 1000;

interface CopyJob {
  readonly id: string;
  readonly secret: string;
  readonly outcome:
    { readonly resourceId: string } | { readonly error: { readonly code: string; readonly message: string } };
  /** Whether its monitor has been asked before. */
  asked: boolean;
}

/** Copies and their monitors. A copy is done at once; its monitor tells it as the service does, first as in progress. */
export class CopyJobs {
  private readonly jobs = new Map<string, CopyJob>();

  /** Runs a copy that answers the id of what it made. */
  run(copy: () => string): CopyJob {
    const job: CopyJob = {
      id: randomUUID(),
      secret: randomBytes(24).toString('base64url'),
      outcome: outcomeOf(copy),
      asked: false,
    };
    this.jobs.set(job.id, job);
    for (const id of [...this.jobs.keys()].slice(0, -KEPT)) this.jobs.delete(id);
    return job;
  }

  /** The address that tells how far a copy is: whoever has it may ask. */
  address(origin: string, { home }: Drive, { id, secret }: CopyJob): string {
    return `${origin}${home.folder}/_api/v2.0/monitor/${id}?tempauth=v1.${secret}`;
  }

  /** microsoft.graph.asyncJobStatus. Throws 404. */
  status(id: string, query: URLSearchParams): GraphObject {
    const job = this.jobs.get(id);
    if (job === undefined || !equalSecrets(query.get('tempauth') ?? '', `v1.${job.secret}`))
      throw new GraphError('fileNotFound');
    const { asked, outcome } = job;
    job.asked = true;
    if (!asked) return { operation: 'itemCopy', percentageComplete: 27.8, status: 'inProgress' };
    if ('error' in outcome) return { operation: 'itemCopy', status: 'failed', error: outcome.error };
    return { operation: 'itemCopy', percentageComplete: 100, resourceId: outcome.resourceId, status: 'completed' };
  }
}

function outcomeOf(copy: () => string): CopyJob['outcome'] {
  try {
    return { resourceId: copy() };
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}
