// Lints openapi/openapi.json by Redocly's recommended rules, warnings included. The engine, not the CLI: it asks nobody.
import { createConfig, formatProblems, lint } from '@redocly/openapi-core';

const config = await createConfig({ extends: ['recommended'] });
const problems = await lint({ ref: 'openapi/openapi.json', config });
formatProblems(problems, {
  totals: { errors: problems.length, warnings: 0, ignored: 0 },
  version: '',
  maxProblems: 50,
});
if (problems.length > 0) process.exitCode = 1;
