import type { ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { requestOf } from '../common/http/request-of.js';
import type { Principal } from '../common/caller.js';
import { isApplication } from '../common/caller.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.js';
import { AddressLimit } from '../limits/address-limit.js';
import type { Access } from './access.decorator.js';
import { ACCESS } from './access.decorator.js';
import { admitApplication, admitUser } from './admit.js';
import { refusalOf } from './auth.errors.js';
import { EntraBearerStrategy } from './entra-bearer.strategy.js';
import { IS_PUBLIC } from './public.decorator.js';

/**
 * Denies by default: every route needs a proven user unless it is marked `@Public()` or lets applications in. Sets
 * `request.caller`, or `request.application` in its place.
 */
@Injectable()
export class BearerGuard extends AuthGuard() {
  private readonly access = new Map<unknown, Map<unknown, Access | 'public'>>();

  constructor(
    private readonly strategy: EntraBearerStrategy,
    private readonly reflector: Reflector,
    private readonly addresses: AddressLimit,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    super({ defaultStrategy: strategy.name, property: 'principal', session: false });
  }

  override canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const access = this.accessTo(context);
    if (access === 'public') return true;
    const request = requestOf(context);
    const began = performance.now();
    const known = this.strategy.known(request.raw);
    if (known === undefined) return this.prove(context, request, access);
    request.record.authMs = performance.now() - began;
    this.admit(known, request, access);
    return true;
  }

  private async prove(context: ExecutionContext, request: FastifyRequest, access: Access): Promise<boolean> {
    const { record } = request;
    const began = performance.now();
    const span = record.span.child('prove token', 'ours');
    let failure: string | undefined = 'refused';
    try {
      await super.canActivate(context);
      failure = undefined;
    } finally {
      record.authMs = performance.now() - began;
      span.end(failure);
    }
    const { principal } = request;
    if (principal === undefined) throw new TypeError('authentication ended without a principal');
    this.admit(principal, request, access);
    return true;
  }

  private admit(principal: Principal, request: FastifyRequest, access: Access): void {
    if (isApplication(principal))
      request.application = admitApplication(principal, access, request.headers, this.config);
    else request.caller = admitUser(principal, access, this.config);
  }

  /** What the decorators of a route say, read once. */
  private accessTo(context: ExecutionContext): Access | 'public' {
    const [handler, controller] = [context.getHandler(), context.getClass()];
    const ofController = this.access.get(controller) ?? new Map<unknown, Access | 'public'>();
    const known = ofController.get(handler);
    if (known !== undefined) return known;
    const targets = [handler, controller];
    const access = this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)
      ? 'public'
      : (this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets) ?? {});
    this.access.set(controller, ofController.set(handler, access));
    return access;
  }

  override handleRequest<T>(error: unknown, principal: T | false, reason: unknown, context: ExecutionContext): T {
    if (error) throw error instanceof Error ? error : new Error('authentication failed', { cause: error });
    if (principal) return principal;
    this.addresses.failed(requestOf(context).raw);
    throw refusalOf(reason);
  }
}
