import { AUTHENTICATION_PROBLEMS } from '../auth/endpoint.decorator.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import type { JsonSchema, SchemaName } from '../graph/catalogue/schemas.js';
import { SCHEMAS } from '../graph/catalogue/schemas.js';
import { MARKDOWN } from '../graph/markdown/markdown-wish.js';
import type { AnswerShape, Operation, QueryOption } from '../graph/operation.js';
import { problemResponses } from './problem-responses.js';

/** What a Graph operation can answer beside Graph's own answers. */
const GRAPH_PROBLEMS: readonly ProblemCode[] = [
  'invalid_path',
  ...AUTHENTICATION_PROBLEMS,
  'account_type_not_allowed',
  'insufficient_role',
  'insufficient_claims',
  'access_blocked',
  'consent_required',
  'misconfigured',
  'identity_bad_response',
  'graph_unavailable',
  'graph_bad_response',
  'graph_timeout',
  'session_unavailable',
];

const PROBLEM_RESPONSES = problemResponses(GRAPH_PROBLEMS, 'graph');

/** OpenAPI components of what every Graph operation can answer beside success. */
export function graphResponses(): Record<string, JsonSchema> {
  return {
    ...Object.fromEntries(Object.entries(PROBLEM_RESPONSES).map(([status, response]) => [`Graph${status}`, response])),
    GraphDefault: {
      description: "Microsoft Graph's own error, passed on with its status",
      content: { 'application/json': { schema: { $ref: '#/components/schemas/GraphError' } } },
    },
  };
}

/** OpenAPI components of what every Graph operation under /v1.0 takes. */
export const GRAPH_PARAMETERS: Readonly<Record<string, JsonSchema>> = {
  BehalfHandle: {
    name: 'Behalf-Handle',
    in: 'header',
    required: false,
    description:
      'For jobs: a handle of `POST /auth/handles`, with an app-only token of its tenant that has the role `Handle.Use`',
    schema: { type: 'string' },
  },
};

const QUERY: Readonly<Record<QueryOption, JsonSchema>> = {
  select: { description: 'Properties to return, separated by commas', schema: { type: 'string' } },
  top: { description: 'Page size', schema: { type: 'integer', minimum: 1 } },
  skip: { description: 'Entries to leave out', schema: { type: 'integer', minimum: 0 } },
  filter: { description: 'Which entries to return', schema: { type: 'string' } },
  orderby: { description: 'Order', schema: { type: 'string' } },
  search: { description: 'Words to look for, in double quotes', schema: { type: 'string' } },
  count: { description: 'Whether to return the total', schema: { type: 'boolean' } },
  expand: { description: 'Related entities to return as well', schema: { type: 'string' } },
};

/** OpenAPI components of the entities that the catalogue's answers consist of. */
export function graphSchemas(): Record<string, JsonSchema> {
  const collections = Object.keys(SCHEMAS).map((name) => [
    `${name}Collection`,
    {
      type: 'object',
      required: ['value'],
      properties: {
        '@odata.context': { type: 'string' },
        '@odata.count': { type: 'integer' },
        '@odata.nextLink': { type: 'string', description: 'The next page' },
        value: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
      },
    },
  ]);
  return { ...SCHEMAS, ...Object.fromEntries(collections) };
}

/** OpenAPI paths of Graph operations. `security` is the requirement every one has. */
export function graphPaths(
  operations: readonly Operation[],
  security: readonly Readonly<Record<string, readonly string[]>>[],
): Record<string, Record<string, JsonSchema>> {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describe(operation, security),
    };
  }
  return paths;
}

function describe(operation: Operation, security: readonly unknown[]): JsonSchema {
  const [least, ...others] = operation.scopes;
  const scopes =
    least === undefined
      ? 'Microsoft Graph decides which scopes this needs.'
      : `Graph scope: \`${least}\`${others.length === 0 ? '.' : ` (least privileged), or one of ${others.map((scope) => `\`${scope}\``).join(', ')}.`}`;
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: `${scopes}${operation.personal ? '' : ' Not for personal accounts.'}`,
    parameters: parametersOf(operation),
    security,
    'x-graph-scopes': operation.scopes,
    responses: {
      ...successOf(operation.answer),
      ...Object.fromEntries(
        Object.keys(PROBLEM_RESPONSES).map((status) => [status, { $ref: `#/components/responses/Graph${status}` }]),
      ),
      default: { $ref: '#/components/responses/GraphDefault' },
    },
  };
}

function parametersOf({ path, query, requiredQuery = [], answer }: Operation): JsonSchema[] {
  const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const required = requiredQuery.map((name) => ({
    name,
    in: 'query',
    required: true,
    schema: { type: 'string', format: 'date-time' },
  }));
  const options = query.map((option) => ({ name: `$${option}`, in: 'query', required: false, ...QUERY[option] }));
  const consistency = query.includes('search')
    ? [
        {
          name: 'ConsistencyLevel',
          in: 'header',
          required: false,
          description: 'Users and groups: needed for `$search` and `$count`',
          schema: { type: 'string', enum: ['eventual'] },
        },
      ]
    : [];
  const format =
    answer.kind === 'page'
      ? [
          {
            name: '$format',
            in: 'query',
            required: false,
            description: 'Markdown as a file, for links: they cannot say `Accept`',
            schema: { type: 'string', enum: [MARKDOWN] },
          },
        ]
      : [];
  const handle = path.startsWith('/v1.0/') ? [{ $ref: '#/components/parameters/BehalfHandle' }] : [];
  return [...inPath, ...required, ...options, ...consistency, ...format, ...handle];
}

function successOf(answer: AnswerShape): Record<string, JsonSchema> {
  switch (answer.kind) {
    case 'entity':
      return { '200': json(answer.schema) };
    case 'collection':
      return { '200': json(`${answer.schema}Collection`) };
    case 'bytes':
      return {
        '200': {
          description: 'The bytes',
          content: { [answer.mediaType]: { schema: { type: 'string', format: 'binary' } } },
        },
      };
    case 'page':
      return {
        '200': {
          description: 'The page as OneNote has it, or in Markdown where that is preferred',
          content: { 'text/html': { schema: { type: 'string' } }, [MARKDOWN]: { schema: { type: 'string' } } },
        },
      };
    case 'redirect':
      return {
        '302': {
          description: 'Where to download it: a pre-authenticated address, to be followed without a token',
          headers: { Location: { schema: { type: 'string', format: 'uri' } } },
        },
      };
    case 'json':
      return {
        '200': {
          description: 'As Microsoft Graph answers',
          content: { 'application/json': { schema: answer.schema } },
        },
      };
    default:
      return { '200': { description: 'As Microsoft Graph answers' } };
  }
}

function json(schema: SchemaName | `${SchemaName}Collection`): JsonSchema {
  return {
    description: 'As Microsoft Graph answers',
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  };
}
