import type { ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
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
  constructor(
    strategy: EntraBearerStrategy,
    private readonly reflector: Reflector,
    private readonly addresses: AddressLimit,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    super({ defaultStrategy: strategy.name, property: 'principal', session: false });
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    await super.canActivate(context);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal } = request;
    if (principal === undefined) throw new TypeError('authentication ended without a principal');
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets) ?? {};
    if (isApplication(principal))
      request.application = admitApplication(principal, access, request.headers, this.config);
    else request.caller = admitUser(principal, access, this.config);
    return true;
  }

  override handleRequest<T>(error: unknown, principal: T | false, reason: unknown, context: ExecutionContext): T {
    if (error) throw error instanceof Error ? error : new Error('authentication failed', { cause: error });
    if (principal) return principal;
    this.addresses.failed(context.switchToHttp().getRequest<FastifyRequest>().raw);
    throw refusalOf(reason);
  }
}
