import { parseArgs } from 'node:util';
import { attend } from './attend.js';

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
  return attend({ error: positionals.join(' '), json: values.json, token: values.token });
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
