import { Module } from '@nestjs/common';
import { ExchangeScopes } from './exchange-scopes.js';
import { OpenOperations } from './open-operations.js';

/** Which operations are open and what they need: for Graph's routes, and for whoever names operations beforehand. */
@Module({ providers: [OpenOperations, ExchangeScopes], exports: [OpenOperations, ExchangeScopes] })
export class OpenOperationsModule {}
