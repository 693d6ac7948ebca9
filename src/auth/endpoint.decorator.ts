import { UseGuards, applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiExtension, ApiOperation, ApiSecurity, ApiTags } from '@nestjs/swagger';
import { NEEDS_CALLER } from '../common/http/edge.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import { UserLimitGuard } from '../limits/user-limit.guard.js';
import type { Access } from './access.decorator.js';
import { RequiresAccess } from './access.decorator.js';
import { Public } from './public.decorator.js';

/** Where OpenAPI keeps the problem codes of an operation until the document is built. */
export const PROBLEMS_EXTENSION = 'x-behalf-problems';

export interface EndpointOptions {
  /** Open to everybody; otherwise a proven caller is needed. */
  readonly public?: true;
  /** Who of the proven callers may reach it; every user by default. */
  readonly access?: Access;
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
  'tenant_not_allowed',
  'client_not_allowed',
  'guest_not_allowed',
  'identity_unavailable',
  'rate_limited',
  'overloaded',
];

/** One of this API's own endpoints: who may reach it and what OpenAPI says of it, in one declaration, so that they agree. */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const { public: open, access = {}, tag, summary, description, problems = [] } = options;
  const ofCallers = open === true ? [] : [...AUTHENTICATION_PROBLEMS, ...problemsOf(access)];
  return applyDecorators(
    ApiTags(tag),
    ApiOperation({ summary, ...(description !== undefined && { description }) }),
    ApiExtension(PROBLEMS_EXTENSION, [...ofCallers, ...problems]),
    ...(open === true
      ? [Public()]
      : [
          ApiSecurity('entra'),
          UseGuards(UserLimitGuard),
          ...(options.access === undefined ? [] : [RequiresAccess(access)]),
          RouteConfig({ [NEEDS_CALLER]: true }),
        ]),
  );
}

function problemsOf({ role, applicationRole, accounts }: Access): readonly ProblemCode[] {
  return [
    ...(role !== undefined || applicationRole !== undefined ? (['insufficient_role'] as const) : []),
    ...(accounts !== undefined ? (['account_type_not_allowed'] as const) : []),
  ];
}
