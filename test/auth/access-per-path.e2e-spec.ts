import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppModule } from '../../src/app.module.js';
import { RequiresAccess } from '../../src/auth/access.decorator.js';
import { Endpoint } from '../../src/auth/endpoint.decorator.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import { BADTOK, NO_ROLE, NO_USER, SCOPE, expectRefused } from '../helpers/admission.js';
import type { Admission } from '../helpers/admission.js';
import { answerOf } from '../helpers/refusals.js';

const MEGAN = 'megan@contoso.example';
const about = { tag: 'Test', summary: 'A path of this test' };

/** Whom the guard let in, and as what. */
function whom({ caller, application }: FastifyRequest): object {
  return { user: caller?.userId ?? null, application: application?.servicePrincipalId ?? null };
}

@Controller('test')
class AccessController {
  @Endpoint({ ...about, access: { role: 'Reports.Read' } })
  @Get('role')
  role(@Req() request: FastifyRequest): object {
    return whom(request);
  }

  @Endpoint({ ...about, access: { scope: 'reports' } })
  @Get('scope')
  scope(@Req() request: FastifyRequest): object {
    return whom(request);
  }

  @Endpoint({ ...about, access: { applicationRole: 'Handle.Use' } })
  @Get('application')
  application(@Req() request: FastifyRequest): object {
    return whom(request);
  }

  @RequiresAccess({ role: 'Reports.Read' })
  @Get('bare')
  bare(@Req() request: FastifyRequest): object {
    return whom(request);
  }

  @Endpoint(about)
  @Post('things/:id')
  things(@Req() request: FastifyRequest): object {
    return whom(request);
  }
}

describe('who may reach a path', () => {
  let system: TestSystem;
  let here: Admission;
  beforeAll(async () => {
    // The house with one more room, for this file only.
    Module({ controllers: [AccessController] })(AppModule);
    system = await startTestSystem({ limits: { keysCooldownMs: 10 } });
    here = { api: system, tenant: system.tenant };
  });
  afterAll(async () => {
    Module({ controllers: [] })(AppModule);
    await system.close();
  });

  const user = (claims: Record<string, unknown> = {}): Promise<string> => system.token(MEGAN, claims);
  const application = (roles: unknown): Promise<string> =>
    system.token(MEGAN, { idtyp: 'app', scp: null, roles, acct: null });
  const reached = async (path: string, token: string): Promise<unknown> => {
    const { status, body } = await answerOf(await system.get(path, token));
    return [status, body];
  };
  const megan = (): string => system.tenant.user(MEGAN).id;

  it.each(['/test/role', '/test/bare'])('T61 needs the role of the path: %s', async (path) => {
    for (const roles of [null, [], ['Handle.Use'], ['reports.read'], ['Reports.Read.All'], ['Reports.Read ']])
      await expectRefused(here, await user({ roles }), NO_ROLE, path);
    expect(await reached(path, await user({ roles: ['x', 'Reports.Read'] }))).toEqual([
      200,
      { user: megan(), application: null },
    ]);
  });

  it('T61 takes roles from a list only', async () => {
    await expectRefused(here, await user({ roles: 'Reports.Read' }), BADTOK, '/test/role');
    await expectRefused(here, await user({ roles: { 0: 'Reports.Read' } }), BADTOK, '/test/role');
  });

  it('T61 needs the API’s scope beside the role', async () => {
    await expectRefused(here, await user({ roles: ['Reports.Read'], scp: 'other' }), SCOPE, '/test/role');
  });

  it('names the scope in full where a path needs one more', async () => {
    await expectRefused(here, await user(), SCOPE, '/test/scope');
    await expectRefused(here, await user({ scp: 'reports' }), SCOPE, '/test/scope');
    const { challenge } = await answerOf(await system.get('/test/scope', await user()));
    expect(challenge?.['scope']).toBe(`api://${system.tenant.cloud.directory.named('api').clientId}/reports`);
    const both = await user({ scp: 'reports access_as_user' });
    expect(await reached('/test/scope', both)).toMatchObject([200, { user: megan() }]);
  });

  it('lets an application in by itself only where the path says so, with its role, and never as a user', async () => {
    expect(await reached('/test/application', await application(['Handle.Use']))).toEqual([
      200,
      { user: null, application: megan() },
    ]);
    for (const roles of [null, [], ['handle.use'], ['Reports.Read']])
      await expectRefused(here, await application(roles), NO_ROLE, '/test/application');
    for (const path of ['/test/role', '/test/scope', '/auth/token', '/v1.0/me'])
      await expectRefused(here, await application(['Handle.Use', 'Reports.Read']), NO_USER, path);
  });

  it('lets users reach what applications may reach as well', async () => {
    expect(await reached('/test/application', await user())).toEqual([200, { user: megan(), application: null }]);
  });

  it('tells strangers nothing about the methods of a path with parameters', async () => {
    const token = await user();
    const outcome = async (path: string, credential?: string): Promise<unknown> => {
      const { status, body } = await answerOf(await system.get(path, credential));
      return [status, body['code']];
    };
    expect(await outcome('/test/things/1')).toEqual([401, 'missing_token']);
    expect(await outcome('/test/things/1', token)).toEqual([405, 'method_not_allowed']);
    expect(await outcome('/test/things/', token)).toEqual([404, 'not_found']);
    expect(await outcome('/test/things/1/2')).toEqual([404, 'not_found']);
  });
});
