import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The delegated permissions Microsoft Graph exposes, from `graph-scopes.json` beside this file. */
export const GRAPH_SCOPES: readonly string[] = z
  .array(z.string())
  .parse(JSON.parse(readFileSync(new URL('graph-scopes.json', import.meta.url), 'utf8')));
