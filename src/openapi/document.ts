import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { PROBLEMS_EXTENSION } from '../auth/endpoint.decorator.js';
import type { ProblemCode } from '../common/problem/problem-codes.js';
import { PROBLEM_KINDS } from '../common/problem/problem-codes.js';
import type { AppConfig } from '../config/app-config.js';
import { openOperations } from '../graph/catalogue/catalogue.js';
import type { JsonSchema } from '../graph/catalogue/schemas.js';
import { GRAPH_PARAMETERS, graphPaths, graphResponses, graphSchemas } from './graph-paths.js';
import { cookieName } from '../session/session-cookies.js';
import { PROBLEM_SCHEMAS, problemResponses } from './problem-responses.js';
import { reachable } from './reachable.js';

const ABOUT = [
  'A middle tier for Microsoft Graph. Send the access token your front end got for **this** API; Behalf exchanges it on',
  'behalf of the user and passes the request to Graph under the same path.',
].join(' ');

/** In the order people look for them. */
const TAGS = [
  ['Me', 'Your profile, manager, reports and photo'],
  ['Mail', 'Your mailbox'],
  ['Calendar', 'Your calendars'],
  ['Contacts', 'Your contacts'],
  ['To Do', 'Your task lists'],
  ['Files', 'Your OneDrive, and drives you can see'],
  ['Sites', 'SharePoint sites and lists'],
  ['OneNote', 'Your notebooks'],
  ['Users', 'People of the tenant'],
  ['Groups', 'Groups of the tenant'],
  ['Teams', 'Teams, chats and presence'],
  ['Planner', 'Plans and their tasks'],
  ['Search', 'Across what you can see'],
  ['Subscriptions', 'Notifications of changes'],
  ['Batch', 'Many requests in one'],
  ['Allowed by configuration', 'What GRAPH_ALLOW opens'],
  ['Sign-in', 'Tokens, and where they come from'],
  ['Session', 'Sign-in by the browser, and the cookie that stands for it'],
  ['Handles', 'Work that outlives the request'],
  ['Health', 'For balancers and orchestrators'],
] as const;

const isProblemCode = (code: unknown): code is ProblemCode => typeof code === 'string' && code in PROBLEM_KINDS;
const pathItem = z.record(z.string(), z.looseObject({ tags: z.array(z.string()).default([]) }));
const describedOperation = z.looseObject({ responses: z.record(z.string(), z.unknown()) });

/** The API's contract: Nest's document of our own endpoints with the catalogue's operations merged in, keys sorted. */
export function buildDocument(app: NestFastifyApplication, config: AppConfig): JsonSchema {
  const { identity, api, session } = config;
  const authority = `${identity.browserAuthorityHost}/${identity.entrance}/oauth2/v2.0`;
  const scope = `api://${identity.clientId}/${api.scope}`;
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Behalf')
    .setDescription(ABOUT)
    .setVersion('1.0')
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/')
    .addOAuth2(
      {
        type: 'oauth2',
        description: 'Sign in at Microsoft Entra (authorization code with PKCE)',
        flows: {
          authorizationCode: {
            authorizationUrl: `${authority}/authorize`,
            tokenUrl: `${authority}/token`,
            scopes: { [scope]: 'Use this API as you' },
          },
        },
      },
      'entra',
    )
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'An access token for this API that you already have' },
      'token',
    );
  if (session !== undefined)
    builder.addCookieAuth(
      cookieName('session', 'https:'),
      { type: 'apiKey', in: 'cookie', description: 'The session that /auth/login begins' },
      'session',
    );
  const document = SwaggerModule.createDocument(app, builder.build(), {
    autoTagControllers: false,
    operationIdFactory: (controller, method) => `${controller.replace('Controller', '').toLowerCase()}.${method}`,
  });
  const security = [{ entra: [scope] }, { token: [] }, ...(session === undefined ? [] : [{ session: [] }])];
  const operations = openOperations(config.graph).open;
  const paths = { ...withProblems(document.paths, security), ...graphPaths(operations, security) };
  return sorted({
    ...document,
    tags: tagsOf(paths),
    paths,
    components: {
      ...reachable(paths, {
        parameters: GRAPH_PARAMETERS,
        responses: graphResponses(),
        schemas: { ...document.components?.schemas, ...graphSchemas(), ...PROBLEM_SCHEMAS },
      }),
      securitySchemes: document.components?.securitySchemes,
    },
  });
}

/** The tags that operations have. */
function tagsOf(paths: Readonly<Record<string, unknown>>): readonly object[] {
  const used = new Set(
    Object.values(paths)
      .flatMap((item) => Object.values(pathItem.parse(item)))
      .flatMap(({ tags }) => tags),
  );
  return TAGS.filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description }));
}

/** Turns the codes that the endpoint decorator left into responses, and the mark of security into the full requirement. */
function withProblems(paths: OpenAPIObject['paths'], security: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(Object.entries(item).map(([method, value]) => [method, described(path, value, security)])),
    ]),
  );
}

function described(path: string, value: unknown, security: readonly object[]): unknown {
  const parsed = describedOperation.safeParse(value);
  if (!parsed.success) return value;
  const { [PROBLEMS_EXTENSION]: codes, security: marked, responses, ...rest } = parsed.data;
  // Balancers know no name of ours: health is answered whatever the Host.
  const edge: readonly ProblemCode[] = path.startsWith('/health/')
    ? ['uri_too_long']
    : ['invalid_host', 'uri_too_long'];
  const problems = Array.isArray(codes) ? codes.filter(isProblemCode) : [];
  return {
    ...rest,
    security: marked === undefined ? [] : security,
    responses: { ...problemResponses([...edge, ...problems], 'own'), ...responses },
  };
}

/** The same with every object's keys in order, so that two runs write the same file. */
function sorted<T>(value: T): T;
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => sorted(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}
