import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { readVariables } from '../config/read-environment.js';
import type { Report } from './examine.js';
import { examine, isHealthy } from './examine.js';
import { explain } from './explain.js';
import type { Paper } from './print.js';
import { printedExplanation, printedReport } from './print.js';

/** What the doctor is asked. */
export interface Concern {
  /** Text with numbers of Entra's to explain; where it is empty, this API's configuration is examined. */
  readonly error: string;
  /** For programs. */
  readonly json: boolean;
  /** File with a user's access token for this API; - is standard input. */
  readonly token: string | undefined;
}

/** Explains or examines, on standard output. Answers the exit code: 0 where nothing is wrong, 1, or 2 for a wrong call. */
export async function attend({ error, json, token }: Concern): Promise<number> {
  return error === '' ? examined(json, token) : explained(error, json);
}

function explained(error: string, json: boolean): number {
  const explanations = explain(error);
  if (json) process.stdout.write(`${JSON.stringify(explanations)}\n`);
  else if (explanations.length === 0)
    process.stderr.write('There is no error number of Entra’s in that: AADSTS and digits.\n');
  else process.stdout.write(explanations.map((each) => printedExplanation(each, paper({}))).join('\n'));
  return explanations.length > 0 && explanations.every(({ text: known }) => known !== undefined) ? 0 : 1;
}

async function examined(json: boolean, file: string | undefined): Promise<number> {
  const environment = readVariables();
  let userToken = environment['DOCTOR_TOKEN']?.trim() || undefined;
  try {
    if (file !== undefined)
      userToken = (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim();
  } catch {
    process.stderr.write('The file of --token cannot be read.\n');
    return 2;
  }
  const reports: Report[] = [];
  for await (const report of examine(environment, { userToken })) {
    reports.push(report);
    if (!json) process.stdout.write(printedReport(report, paper(environment)));
  }
  const passed = isHealthy(reports);
  if (json) process.stdout.write(`${JSON.stringify({ passed, checks: reports }, undefined, 2)}\n`);
  return passed ? 0 : 1;
}

/** https://no-color.org holds for terminals that know colours. */
function paper({ NO_COLOR }: Readonly<Record<string, string | undefined>>): Paper {
  const { isTTY, columns } = process.stdout;
  return { colours: isTTY && !NO_COLOR, width: isTTY ? columns || 80 : undefined };
}
