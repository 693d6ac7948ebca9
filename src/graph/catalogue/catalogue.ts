import type { GraphMethod, Operation } from '../operation.js';
import { BATCH } from './batch.js';
import { FILES_AND_NOTES } from './files-and-notes.js';
import { MAIL_AND_CALENDAR } from './mail-and-calendar.js';
import { PEOPLE } from './people.js';

/** Every Graph operation this API offers without further configuration. */
export const CATALOGUE: readonly Operation[] = [...PEOPLE, ...MAIL_AND_CALENDAR, ...FILES_AND_NOTES, ...BATCH];

/** Operations that GRAPH_ALLOW opens, `METHOD /v1.0/path/{x}`: no scope is checked for these, Graph decides. */
export function allowedOperations(settings: readonly string[]): readonly Operation[] {
  return settings.map((setting) => {
    const [method = '', path = ''] = setting.split(' ');
    return {
      id: `allowed.${setting}`,
      method: methodOf(method),
      path,
      tag: 'Allowed by configuration',
      summary: `${method} ${path}`,
      scopes: [],
      query: [],
      answer: { kind: 'any' },
      personal: true,
    };
  });
}

function methodOf(text: string): GraphMethod {
  const method = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).find((known) => known === text);
  if (method === undefined) throw new TypeError('the setting was checked before');
  return method;
}
