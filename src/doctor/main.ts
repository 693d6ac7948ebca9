import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { readVariables } from '../config/read-environment.js';
import type { Report } from './examine.js';
import { examine, isHealthy } from './examine.js';
import { explain } from './explain.js';
import { printedExplanation, printedReport } from './print.js';

const USAGE = `Checks this API's configuration against Entra, Graph and Redis, step by step, or explains an error of Entra's.

  npm run doctor                               the settings of the environment (and of .env in development)
  npm run doctor -- --token <file>             the same with a user's access token for this API; - reads it from stdin
  npm run doctor -- AADSTS65001                what an error means and what to change; any text that names one will do
  npm run doctor -- --json                     for programs

DOCTOR_TOKEN may hold the token as well. Ends with 0 where nothing is wrong, 1 otherwise, 2 where it was called wrongly.
`;

process.exitCode = await run();

async function run(): Promise<number> {
  let read: ReturnType<typeof argumentsOf>;
  try {
    read = argumentsOf();
  } catch {
    process.stderr.write(USAGE);
    return 2;
  }
  const { values, positionals } = read;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  return positionals.length > 0 ? explained(positionals.join(' '), values.json) : examined(values.json, values.token);
}

function argumentsOf() {
  return parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      token: { type: 'string' },
    },
  });
}

function explained(error: string, json: boolean): number {
  const explanations = explain(error);
  if (json) process.stdout.write(`${JSON.stringify(explanations)}\n`);
  else if (explanations.length === 0)
    process.stderr.write('There is no error number of Entra’s in that: AADSTS and digits.\n');
  else process.stdout.write(explanations.map(printedExplanation).join('\n'));
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
    if (!json) process.stdout.write(printedReport(report, process.stdout.isTTY));
  }
  const passed = isHealthy(reports);
  if (json) process.stdout.write(`${JSON.stringify({ passed, checks: reports }, undefined, 2)}\n`);
  return passed ? 0 : 1;
}
