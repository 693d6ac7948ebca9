import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestTenant } from '../../helpers/tenant.js';
import { startTestTenant } from '../../helpers/tenant.js';
import { authorizeAddress } from './authorization.js';
import { exchangeForm, passwordForm, postToken } from './token-client.js';

const MEGAN = 'megan@contoso.example';
const ODD: readonly string[] = [
  '/',
  '//',
  'a:b',
  '%00',
  '\u0000',
  '__proto__',
  'constructor/.default',
  '{{7*7}}',
  '<script>alert(1)</script>',
  `${'x'.repeat(9000)}/y`,
  '..',
  '🙂/🙂',
  'eyJhbGciOiJub25lIn0.e30.',
  'eyJhbGciOiJSUzI1NiJ9.bnVsbA.AAAA',
  'eyJhbGciOiJSUzI1NiIsImtpZCI6MX0.eyJ0aWQiOjF9.AAAA',
];

describe('odd values', () => {
  let tenant: TestTenant;
  beforeAll(async () => {
    tenant = await startTestTenant();
  });
  afterAll(() => tenant.close());

  it.each(ODD)('are refused as the caller’s mistake wherever they stand: %j', async (odd) => {
    const forms = [passwordForm(tenant, MEGAN, 'User.Read'), exchangeForm(tenant, 'x.y.z', 'User.Read')];
    for (const form of forms) {
      for (const name of [...Object.keys(form), 'client_assertion']) {
        const answer = await postToken(tenant, 'organizations', { ...form, [name]: odd });
        expect.soft(answer.status, name).toBeGreaterThanOrEqual(400);
        expect.soft(answer.status, name).toBeLessThan(500);
        expect.soft(answer.body['error_codes'], name).toHaveLength(1);
      }
    }
  });

  it.each(ODD)('are shown escaped or sent to the application by the authorization endpoint: %j', async (odd) => {
    for (const name of [
      'client_id',
      'redirect_uri',
      'scope',
      'prompt',
      'claims',
      'response_type',
      'login_hint',
      'state',
    ]) {
      const address = `${tenant.origins.http}${authorizeAddress(tenant, 'web', { [name]: odd })}`;
      const response = await fetch(address, { redirect: 'manual' });
      expect.soft(response.status, name).toBeLessThan(500);
      expect.soft(await response.text(), name).not.toContain('<script>alert');
    }
  });
});
