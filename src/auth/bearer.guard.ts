import type { ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { Problem } from '../common/problem/problem.js';
import { InvalidToken } from './auth.errors.js';
import { EntraBearerStrategy } from './entra-bearer.strategy.js';
import { IS_PUBLIC } from './public.decorator.js';

/** Denies by default: every route needs a proven caller unless it is marked `@Public()`. Sets `request.caller`. */
@Injectable()
export class BearerGuard extends AuthGuard() {
  constructor(
    strategy: EntraBearerStrategy,
    private readonly reflector: Reflector,
  ) {
    super({ defaultStrategy: strategy.name, property: 'caller', session: false });
  }

  override canActivate(
    context: ExecutionContext,
  ): ReturnType<InstanceType<ReturnType<typeof AuthGuard>>['canActivate']> {
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    return super.canActivate(context);
  }

  override handleRequest<T>(error: unknown, caller: T | false, reason: unknown): T {
    if (error) throw error instanceof Error ? error : new Error('authentication failed', { cause: error });
    if (caller) return caller;
    // The library's own refusals are texts about the signature.
    throw reason instanceof Problem ? reason : new InvalidToken('signature', { cause: reason });
  }
}
