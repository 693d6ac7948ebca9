import { ConfigurationError } from '../config/load-config.js';
import type { Check, Finding } from './check.js';
import { fail, pass, skip } from './check.js';
import { CHECKS } from './checks/checks.js';
import type { ConsultationOptions } from './consultation.js';
import { Consultation } from './consultation.js';

/** One step's name and what it found. */
export interface Report extends Finding {
  readonly name: string;
}

/** Examines what an environment configures, step by step; every step is reported, those that could not be taken as well. */
export async function* examine(
  environment: Readonly<Record<string, string | undefined>>,
  options: ConsultationOptions = {},
): AsyncGenerator<Report, void> {
  let consultation: Consultation;
  try {
    consultation = await Consultation.open(environment, options);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    yield { name: 'settings', ...unusable(error) };
    for (const { name } of CHECKS) yield { name, ...skip('needs the settings') };
    return;
  }
  yield { name: 'settings', ...pass('complete') };
  try {
    yield* examineAll(consultation);
  } finally {
    await consultation.close();
  }
}

async function* examineAll(consultation: Consultation): AsyncGenerator<Report, void> {
  const held = new Set<Check>();
  for (const check of CHECKS) {
    const lacking = check.needs?.find((needed) => !held.has(needed));
    const finding = lacking === undefined ? await taken(check, consultation) : skip(`needs "${lacking.name}"`);
    if (finding.outcome === 'pass' || finding.outcome === 'warn') held.add(check);
    yield { name: check.name, ...finding };
  }
}

/** A step that fails by itself ends neither the others nor in a message that might quote what it worked with. */
async function taken(check: Check, consultation: Consultation): Promise<Finding> {
  try {
    return await check.run(consultation);
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return fail(`the step itself went wrong (${name})`, 'That is a fault of this program: please report it.');
  }
}

function unusable({ problems }: ConfigurationError): Finding {
  const count = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`;
  return fail(`${count} missing or wrong`, problems.map(({ name, reason }) => `${name} ${reason}`).join('\n'));
}

/** Whether nothing was found wrong. */
export function isHealthy(reports: readonly Report[]): boolean {
  return reports.every(({ outcome }) => outcome !== 'fail');
}
