import type { Operation } from '../operation.js';
import type { JsonSchema } from './schemas.js';

const id: JsonSchema = { type: 'string', minLength: 1, description: 'Unique within the batch, without regard to case' };
const headers: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } };
const body: JsonSchema = {
  anyOf: [{ type: 'object' }, { type: 'string' }],
  description: 'JSON as an object, anything else in base64',
};

const request: JsonSchema = {
  type: 'object',
  required: ['requests'],
  additionalProperties: false,
  properties: {
    requests: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['id', 'method', 'url'],
        additionalProperties: false,
        properties: {
          id,
          method: { type: 'string', enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
          url: { type: 'string', description: 'Relative and without version', examples: ['/me?$select=displayName'] },
          headers,
          body,
          dependsOn: {
            type: 'array',
            items: { type: 'string' },
            description: 'Ids of requests that have to succeed before this one is carried out',
          },
        },
      },
    },
  },
};

const response: JsonSchema = {
  type: 'object',
  required: ['responses'],
  properties: {
    responses: {
      type: 'array',
      description: 'One for each request, in the order of the requests',
      items: {
        type: 'object',
        required: ['id', 'status', 'headers'],
        properties: { id, status: { type: 'integer', examples: [200] }, headers, body },
      },
    },
  },
};

/** Many requests in one (https://learn.microsoft.com/graph/json-batching). */
export const BATCH: readonly Operation[] = [
  {
    id: 'batch',
    method: 'POST',
    path: '/v1.0/$batch',
    tag: 'Batch',
    summary: 'Up to 20 requests in one; each inner request is checked by itself',
    scopes: [],
    query: [],
    body: { mediaTypes: ['application/json'], schema: request, limit: 4 * 1024 * 1024 },
    answer: { kind: 'json', schema: response },
    personal: true,
  },
];
