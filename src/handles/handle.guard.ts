import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { requestOf } from '../common/http/request-of.js';
import { scopeInFull } from '../auth/checks/check-scope.js';
import type { ApplicationCaller } from '../common/caller.js';
import { countHeader } from '../common/http/public-address.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { HANDLE_HEADER } from './handle-header.js';
import { misplacedHandle, noUserBehind } from './handles.errors.js';
import type { OpenHandle } from './handles.js';
import { Handles } from './handles.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** In the place of a caller, where an application came with one that is in force. */
    handle?: OpenHandle;
  }
}

/**
 * Behind the authentication guard: an application acts for the user whose handle it brings, on /v1.0 only; a user brings
 * none. Sets `request.handle`.
 */
@Injectable()
export class HandleGuard implements CanActivate {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly handles: Handles,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const request = requestOf(context);
    const { application } = request;
    if (application !== undefined) return this.opens(request, application);
    if (request.headers[HANDLE_HEADER] !== undefined) throw misplacedHandle();
    return true;
  }

  private async opens(request: FastifyRequest, application: ApplicationCaller): Promise<boolean> {
    if (countHeader(request.raw, HANDLE_HEADER) !== 1) throw misplacedHandle();
    const handle = request.headers[HANDLE_HEADER];
    const isOpen = request.raw.url?.startsWith('/v1.0/') === true;
    const opened = isOpen && typeof handle === 'string' ? await this.handles.open(handle, application) : undefined;
    if (opened === undefined) throw noUserBehind(scopeInFull(this.config.identity, this.config.api.scope));
    request.handle = opened;
    return true;
  }
}
