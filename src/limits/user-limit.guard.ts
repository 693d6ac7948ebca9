import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { requestOf } from '../common/http/request-of.js';
import { UserLimit } from './user-limit.js';

/** Behind the guards that know who asks for what: counts the request for its user. Sets `request.allowance`. */
@Injectable()
export class UserLimitGuard implements CanActivate {
  constructor(private readonly limit: UserLimit) {}

  canActivate(context: ExecutionContext): boolean {
    this.limit.take(requestOf(context));
    return true;
  }
}
