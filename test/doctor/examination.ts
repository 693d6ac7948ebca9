import { expect } from 'vitest';
import type { Outcome } from '../../src/doctor/check.js';
import type { ConsultationOptions } from '../../src/doctor/consultation.js';
import type { Report } from '../../src/doctor/examine.js';
import { examine } from '../../src/doctor/examine.js';
import type { TestTenant } from '../helpers/tenant.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What points an API at this tenant, without an API. */
export function settingsOf(tenant: TestTenant): Record<string, string | undefined> {
  const registration = tenant.cloud.directory.named('api');
  return {
    AZURE_TENANT_ID: registration.tenantId,
    AZURE_CLIENT_ID: registration.clientId,
    AZURE_CLIENT_SECRET: registration.secret,
    AZURE_AUTHORITY_HOST: tenant.origins.https,
    GRAPH_BASE_URL: tenant.origins.http,
    ALLOWED_REDIRECT_URIS: `${tenant.api.http}/auth/callback`,
    EXTRA_CA_FILE: tenant.caPath,
  };
}

/** Every step's report, by its name. */
export class Examination {
  private constructor(readonly reports: readonly Report[]) {}

  static async of(environment: Environment, options: ConsultationOptions = {}): Promise<Examination> {
    const reports: Report[] = [];
    for await (const report of examine(environment, options)) reports.push(report);
    return new Examination(reports);
  }

  /** Names of the steps that ended so. */
  those(outcome: Outcome): string[] {
    return this.reports.filter((report) => report.outcome === outcome).map(({ name }) => name);
  }
}

/** Asserts how a step ended, and what it says of it. */
export function expectStep(
  { reports }: Examination,
  name: string,
  outcome: Outcome,
  found: RegExp | string,
  remedy?: RegExp | string,
): void {
  const text = (expected: RegExp | string): unknown =>
    typeof expected === 'string' ? expect.stringContaining(expected) : expect.stringMatching(expected);
  expect(reports.find((each) => each.name === name)).toMatchObject({
    outcome,
    found: text(found),
    ...(remedy !== undefined && { remedy: text(remedy) }),
  });
}
