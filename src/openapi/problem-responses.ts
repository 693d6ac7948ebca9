import type { ProblemCode } from '../common/problem/problem-codes.js';
import { PROBLEM_KINDS, problemKind } from '../common/problem/problem-codes.js';
import type { JsonSchema } from '../graph/catalogue/schemas.js';

const REMEDIES = ['sign_in', 'consent', 'step_up', 'retry', 'contact_admin', 'fix_configuration'];
const text: JsonSchema = { type: 'string' };

/** A problem of this API (RFC 9457), and the same beside Graph's own envelope. */
export const PROBLEM_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  Problem: {
    type: 'object',
    description: 'A problem (RFC 9457). `code` is stable, `detail` a fixed text for people.',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'correlationId'],
    properties: {
      type: { ...text, examples: ['urn:behalf:problem:invalid_token'] },
      title: text,
      status: { type: 'integer' },
      detail: text,
      instance: { ...text, examples: ['urn:uuid:00000000-0000-4000-8000-000000000000'] },
      code: { ...text, enum: Object.keys(PROBLEM_KINDS).toSorted() },
      correlationId: text,
      remedy: { ...text, enum: REMEDIES, description: 'What the caller can do about it' },
      consentUri: { ...text, format: 'uri', description: 'Where the user consents' },
      adminConsentUri: { ...text, format: 'uri', description: 'Where an administrator consents' },
      claims: { ...text, description: 'A claims request (JSON text) to sign in again with' },
      scopes: { type: 'array', items: text, description: 'Graph scopes that are missing' },
      retryAfter: { type: 'integer', description: 'Seconds' },
    },
  },
  GraphError: {
    type: 'object',
    description: "Microsoft Graph's error, passed on or in its form.",
    required: ['error'],
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message'],
        properties: {
          code: text,
          message: text,
          innerError: {
            type: 'object',
            properties: { date: text, 'request-id': text, 'client-request-id': text },
          },
        },
      },
    },
  },
  GraphProblem: {
    description: 'A problem of this API on a Graph path: both forms in one object, Graph clients read `error`.',
    allOf: [{ $ref: '#/components/schemas/GraphError' }, { $ref: '#/components/schemas/Problem' }],
  },
};

/** Responses by status for problem codes: those of one status in one response, its codes named. */
export function problemResponses(codes: readonly ProblemCode[], form: 'own' | 'graph'): Record<string, JsonSchema> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = problemKind(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content =
    form === 'own'
      ? { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
      : { 'application/json': { schema: { $ref: '#/components/schemas/GraphProblem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      String(status),
      { description: describe(same), ...challenge(status), content },
    ]),
  );
}

function describe(codes: readonly ProblemCode[]): string {
  // A description is CommonMark, where `<token>` would be an HTML element and vanish.
  return codes.map((code) => `\`${code}\`: ${problemKind(code).detail.replaceAll('<', '\\<')}`).join('\n\n');
}

function challenge(status: number): JsonSchema {
  if (status === 503) return { headers: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } } };
  return status === 401 ? { headers: { 'WWW-Authenticate': { description: 'RFC 6750, RFC 9728', schema: text } } } : {};
}
