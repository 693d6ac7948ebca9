import { StandardSchemaValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import cookie from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomBytes, randomUUID } from 'node:crypto';
import { METHODS } from 'node:http';
import { AppModule } from './app.module.js';
import { Clock, SystemClock } from './common/clock.js';
import type { CommonParts } from './common/common.module.js';
import { answerConnect } from './common/http/answer-connect.js';
import { Draining } from './common/http/draining.js';
import { Edge } from './common/http/edge.js';
import { holdBackContinue } from './common/http/expect-continue.js';
import { lingerOnClose } from './common/http/lingering-close.js';
import { RequestAccount } from './common/http/request-account.js';
import { refuseUnparsable } from './common/http/unparsable-request.js';
import { RequestsUnderWay } from './common/http/requests-under-way.js';
import { PublicAddresses } from './common/http/public-address.js';
import type { LogDestination } from './common/log.js';
import { Log } from './common/log.js';
import { Meters } from './common/meters/meters.js';
import { Redis } from './common/redis/redis.js';
import { KeyRing } from './common/sealing/key-ring.js';
import { ProblemFilter, asProblem } from './common/problem/problem.filter.js';
import { Problem } from './common/problem/problem.js';
import type { AppConfig, DemoConfig } from './config/app-config.js';
import { configuredOutbound } from './config/configured-outbound.js';
import { ConfigurationError } from './config/load-config.js';
import { setUpDocs } from './openapi/docs.js';
import { openTracing } from './tracing/open-tracing.js';

/** What a test may put in place of the real thing. */
export interface Replacements {
  readonly clock?: Clock;
  readonly logDestination?: LogDestination;
}

/** One application, ready to listen: what main, the tests and the OpenAPI writer share. */
export async function createApp(config: AppConfig, replacements: Replacements = {}): Promise<NestFastifyApplication> {
  const parts = await commonParts(config, replacements);
  const { account, edge, log, underWay } = parts;
  const adapter = fastifyAdapter(config, edge);
  const fastify = adapter.getInstance();

  edge.register(fastify);
  // No hook: cookies are read where one counts, which is not where a token came along.
  if (config.session !== undefined) await fastify.register(cookie, { hook: false });
  // Graph's bodies pass unparsed, whatever they claim to be, our own endpoints parse theirs themselves: Fastify, which
  // would judge a Content-Type before anybody has judged the caller, is told of no method that has one. And it is told
  // of all there are: one it does not know would pass by the guards.
  for (const method of METHODS) fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  // Node drops what is over its count without a word; the edge counts and refuses.
  fastify.server.maxHeadersCount = 0;
  holdBackContinue(fastify.server);
  answerConnect(fastify.server);
  lingerOnClose(fastify.server);
  underWay.register(fastify);

  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config, parts), adapter, {
    bodyParser: false,
    logger: log.forNest(),
    abortOnError: false,
  });
  app.useGlobalFilters(new ProblemFilter(edge, account));
  app.useGlobalPipes(new StandardSchemaValidationPipe());
  if (config.docs.enabled) await setUpDocs(app, config);
  if (config.demo !== undefined) await setUpDemo(app, config, config.demo);
  return app;
}

/** Its room is absent from the production image. Throws ConfigurationError there. */
async function setUpDemo(app: NestFastifyApplication, config: AppConfig, demo: DemoConfig): Promise<void> {
  const room = await import('./demo/demo.js').catch((cause: unknown) => {
    const reason = 'must be off: the demo front end is not part of this installation';
    throw new ConfigurationError([{ name: 'DEMO', reason }], { cause });
  });
  await room.setUpDemo(app, config, demo);
}

/** What every room stands on, made from the configuration. */
async function commonParts(
  config: AppConfig,
  { clock = new SystemClock(), logDestination }: Replacements,
): Promise<CommonParts> {
  const { limits, redis } = config;
  const log = new Log(config.logLevel, logDestination);
  const meters = new Meters();
  const addresses = new PublicAddresses(config.publicUrls);
  const outbound = configuredOutbound(config, () => log.warn('extra_ca_file_unusable'));
  const tracing = await openTracing(config.tracing, { log, outbound });
  const draining = new Draining();
  const account = new RequestAccount(log, meters, tracing);
  return {
    clock,
    log,
    meters,
    tracing,
    account,
    addresses,
    outbound,
    draining,
    underWay: new RequestsUnderWay(draining),
    edge: new Edge(addresses, { origins: config.corsOrigins, credentials: config.session !== undefined }, account),
    // Without shared keys nothing sealed leaves this process.
    keys: new KeyRing(redis?.keys.map((key) => Buffer.from(key, 'base64')) ?? [randomBytes(32)]),
    redis:
      redis &&
      new Redis(
        {
          url: redis.url,
          commandTimeoutMs: limits.redisTimeoutMs,
          heartbeatMs: limits.redisHeartbeatMs,
          roots: () => outbound.ca,
        },
        clock,
        log,
        meters,
      ),
  };
}

function fastifyAdapter({ limits }: AppConfig, edge: Edge): FastifyAdapter {
  return new FastifyAdapter({
    skipMiddie: true,
    multipart: false,
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: 8192 },
    // A request without Host is refused by the edge, like one with another's.
    http: {
      headersTimeout: limits.requestHeadersTimeoutMs,
      // Node looks for what has timed out every 30 seconds otherwise, far beyond the time itself.
      connectionsCheckingInterval: Math.ceil(limits.requestHeadersTimeoutMs / 6),
      requireHostHeader: false,
    },
    connectionTimeout: limits.connectionIdleMs,
    keepAliveTimeout: limits.keepAliveMs,
    // What still comes while connections end is served like all before it.
    return503OnClosing: false,
    // The router's own refusals: a target it cannot decode. Its texts quote the path, ours do not.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => {
      try {
        edge.check(request);
        edge.refuse(asProblem(error), request, reply);
      } catch (problem) {
        edge.refuse(problem instanceof Problem ? problem : asProblem(problem), request, reply);
      }
    },
    clientErrorHandler: refuseUnparsable,
  });
}
