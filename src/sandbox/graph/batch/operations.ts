import { GraphError } from '../errors.js';
import type { GraphObject } from '../odata/schema.js';
import type { Answer, Call, Operation } from '../operation.js';
import type { Step } from './batch-request.js';
import { requirePlainPath, sameId, stepsOf } from './batch-request.js';
import { isJson, refusedStep, stepAnswer } from './step-answer.js';

/** Many requests in one; each is checked, answered and recorded like one of its own. */
export const BATCH_OPERATIONS: readonly Operation[] = [
  { method: 'POST', path: '/$batch', workload: 'directory', scopes: [], open: true, personal: true, answer: batch },
];

async function batch(call: Call): Promise<Answer> {
  const steps = stepsOf(call);
  const statuses = new Map<string, number>();
  const responses: GraphObject[] = [];
  let waiting = steps;
  while (waiting.length > 0) {
    const ready = waiting.filter(({ dependsOn }) => dependsOn.every((each) => statuses.has(each)));
    const answers: GraphObject[] = [];
    // One after the other, so that the same batch always meets the same faults.
    for (const step of ready) answers.push(await answerTo(call, step, statuses));
    for (const [index, { id }] of ready.entries()) statuses.set(sameId(id), Number(answers[index]?.['status']));
    // Graph promises no order; the one of the requests would be taken for a promise.
    responses.push(...answers.toReversed());
    waiting = waiting.filter((step) => !ready.includes(step));
  }
  return { kind: 'value', value: { responses } };
}

async function answerTo(call: Call, step: Step, statuses: ReadonlyMap<string, number>): Promise<GraphObject> {
  try {
    const failed = step.dependsOn.find((each) => (statuses.get(each) ?? 0) >= 400);
    if (failed !== undefined) throw new GraphError('failedDependency');
    requirePlainPath(step);
    return stepAnswer(step, await call.send({ ...step, body: bytesOf(step) }));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return refusedStep(step, error, call.cloud.clock.now());
  }
}

/** JSON bodies are objects, all others base64 strings. */
function bytesOf({ id, body, headers }: Step): Buffer | undefined {
  if (body === undefined) return undefined;
  if (isJson(headers['content-type'])) return Buffer.from(JSON.stringify(body));
  if (typeof body !== 'string') throw new GraphError('badRequest', `The body of request id : ${id} is not base64.`);
  return Buffer.from(body, 'base64');
}
