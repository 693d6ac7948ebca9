import { Controller, Delete, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EXCHANGEABLE } from '../auth/access.decorator.js';
import { Endpoint } from '../auth/endpoint.decorator.js';
import { jsonBody } from '../common/http/json-body.js';
import { callerOf } from '../common/http/request-state.js';
import type { HandleList, MadeHandle } from './handle-wish.js';
import { WISH_IN_OPENAPI, handleList, handleWish, madeHandle } from './handle-wish.js';
import { Handles } from './handles.js';
import { NewHandle } from './new-handle.js';

const about = { tag: 'Handles', access: EXCHANGEABLE } as const;
const isoTime = (time: number): string => new Date(time).toISOString();

/** Handles of the calling user: made, listed, ended. Used they are on Graph's paths. */
@Controller('auth/handles')
export class HandlesController {
  constructor(
    private readonly handles: Handles,
    private readonly newHandle: NewHandle,
  ) {}

  @Endpoint({
    ...about,
    summary: 'Let a job act for you later: get a handle for named operations',
    description:
      'A job sends it in the header `Behalf-Handle`, together with an app-only token of the same tenant that has the role `Handle.Use`; by itself it is of no use.',
    problems: [
      'invalid_body',
      'unsupported_media_type',
      'body_too_large',
      'insufficient_claims',
      'consent_required',
      'access_blocked',
      'rate_limited',
      'identity_bad_response',
      'misconfigured',
      'session_unavailable',
      'overloaded',
    ],
  })
  @ApiBody({ schema: WISH_IN_OPENAPI })
  @ApiCreatedResponse({ description: 'The handle, told this once', standardSchema: madeHandle })
  @Header('cache-control', 'no-store')
  @Post()
  async make(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<MadeHandle> {
    const caller = callerOf(request);
    const wish = await jsonBody(request, reply, handleWish);
    const operations = this.newHandle.operationsOf(caller, wish);
    const { handle, record } = await this.handles.make(caller, () =>
      this.newHandle.record(caller, wish, operations, request.record.span),
    );
    return { id: record.id, handle, expiresOn: isoTime(record.until) };
  }

  @Endpoint({ ...about, summary: 'Your handles, without the handles themselves', problems: ['session_unavailable'] })
  @ApiOkResponse({ description: 'Those in force, the oldest first', standardSchema: handleList })
  @Header('cache-control', 'no-store')
  @Get()
  async list(@Req() request: FastifyRequest): Promise<HandleList> {
    const handles = await this.handles.list(callerOf(request));
    return {
      handles: handles.map(({ id, operations, createdAt, until }) => ({
        id,
        operations,
        createdOn: isoTime(createdAt),
        expiresOn: isoTime(until),
      })),
    };
  }

  @Endpoint({ ...about, summary: 'End a handle of yours', problems: ['not_found', 'session_unavailable'] })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiNoContentResponse({ description: 'It has ended, everywhere' })
  @HttpCode(204)
  @Delete(':id')
  async end(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    await this.handles.end(callerOf(request), id);
  }
}
