import { z } from 'zod';
import type { JsonSchema } from '../../../src/graph/catalogue/schemas.js';
import type { AnswerShape } from '../../../src/graph/operation.js';
import { graphSchemas } from '../../../src/openapi/graph-paths.js';

const COMPONENTS = '#/components/schemas/';
const PLACE = '#/$defs/';

/** What the contract says about the JSON of an answer, as a schema that checks all of it. Undefined: it is not JSON. */
export function documented(answer: AnswerShape): z.ZodType | undefined {
  switch (answer.kind) {
    case 'entity':
      return checked({ $ref: COMPONENTS + answer.schema });
    case 'collection':
      return checked({ $ref: `${COMPONENTS}${answer.schema}Collection` });
    case 'json':
      return checked(answer.schema);
    default:
      return undefined;
  }
}

function checked(schema: JsonSchema): z.ZodType {
  return z.fromJSONSchema(
    JSON.parse(JSON.stringify({ ...schema, $defs: graphSchemas() }).replaceAll(COMPONENTS, PLACE)),
  );
}
