import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import { Public } from './public.decorator.js';

/** Where OpenAPI keeps the problem codes of an operation until the document is built. */
export const PROBLEMS_EXTENSION = 'x-behalf-problems';

export interface EndpointOptions {
  /** Open to everybody; otherwise a proven caller is needed. */
  readonly public?: true;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** What it can answer beside success and what every endpoint of its kind can. */
  readonly problems?: readonly ProblemCode[];
}

/** What the bearer guard itself can answer. */
export const AUTHENTICATION_PROBLEMS: readonly ProblemCode[] = [
  'missing_token',
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
  'user_token_required',
  'identity_unavailable',
];

/** One of this API's own endpoints: who may reach it and what OpenAPI says of it, in one declaration, so that they agree. */
export function Endpoint({ public: open, tag, summary, description, problems = [] }: EndpointOptions): MethodDecorator {
  return applyDecorators(
    ApiTags(tag),
    ApiOperation({ summary, ...(description !== undefined && { description }) }),
    ApiExtension(PROBLEMS_EXTENSION, [...(open === true ? [] : AUTHENTICATION_PROBLEMS), ...problems]),
    ...(open === true ? [Public()] : [ApiSecurity('entra')]),
  );
}
