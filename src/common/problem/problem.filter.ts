import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Catch, HttpException, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Edge } from '../http/edge.js';
import type { RequestAccount } from '../http/request-account.js';
import { Problem } from './problem.js';
import type { ProblemCode } from './problem-codes.js';

/** What Fastify's and Nest's own refusals are here, by status. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'invalid_body',
  // A path that its router or a folder of files does not take.
  403: 'not_found',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'body_too_large',
  414: 'uri_too_long',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** Whatever is thrown on a request's way becomes a problem; only problems reach a client. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly edge: Edge,
    private readonly account: RequestAccount,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = error instanceof NotFoundException ? this.edge.notFound(request.raw.url ?? '') : asProblem(error);
    const reply = http.getResponse<FastifyReply>();
    // A caller that went away is nobody's failure. Not the request's own word: it is destroyed once its body was read.
    if (!reply.raw.destroyed) this.account.failed(problem, request);
    this.edge.refuse(problem, request, reply);
  }
}

/** The problem an error amounts to; the unknown is an internal error. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof HttpException ? error.getStatus() : statusCodeOf(error);
  if (status === undefined || status < 400 || status > 499) return new Problem('internal_error', { cause: error });
  const code = BY_STATUS[status];
  if (code !== undefined) return new Problem(code, { cause: error });
  return new Problem('invalid_request', { detail: 'This path does not take such a request.', cause: error });
}

function statusCodeOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}
