import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem/problem.js';

const PARAMETERS = /^(?:[ \t]*;[ \t]*[\w.-]+=(?:"[\w.-]*"|[\w.-]+))*[ \t]*$/;
const CHARSET = /;[ \t]*charset=(?!"?utf-8"?(?:[ \t;]|$))/i;

/**
 * Lets through what is JSON in UTF-8 and nothing else: another coding would be read one way here and another way by
 * whoever reads it next. OData's parameters may stand there. Throws `unsupported_media_type`.
 */
export function expectPlainJson(headers: Pick<IncomingHttpHeaders, 'content-type' | 'content-encoding'>): void {
  const type = headers['content-type'] ?? '';
  const parameters = type.slice('application/json'.length);
  const isJson = /^application\/json(?:[ \t]*;|$)/i.test(type) && PARAMETERS.test(parameters);
  if (!isJson || CHARSET.test(parameters) || headers['content-encoding'] !== undefined)
    throw new Problem('unsupported_media_type', { closeConnection: true });
}
