import { z } from 'zod';
import type { Operation } from '../../src/graph/operation.js';

const accounts = z.object({ least: z.array(z.string()), sufficient: z.array(z.string()) }).optional();

/** Microsoft's table of delegated permissions, by `METHOD /path/{id}`. */
export const permissionTable = z
  .object({
    adminConsentRequired: z.array(z.string()),
    operations: z.record(z.string(), z.object({ work: accounts, personal: accounts })),
  })
  .transform(({ adminConsentRequired, operations }) => ({
    adminConsentRequired: new Set(adminConsentRequired),
    operations: new Map(Object.entries(operations).map(([row, scopes]) => [rowName(row), scopes])),
  }));

export type PermissionTable = z.output<typeof permissionTable>;

/** Where an operation and the table differ. */
export interface Finding {
  readonly operation: string;
  readonly finding:
    | 'has no row'
    | 'does not begin with a least scope'
    | 'names a scope that is not sufficient'
    | 'leaves out a sufficient scope'
    | 'is for personal accounts, by the table with none of its scopes'
    | 'is not for personal accounts, by the table it is';
  readonly scope?: string;
}

/** A finding that is right, and why. `like` is the row that stands in for one that is not there. */
export interface PermissionException extends Finding {
  readonly reason: string;
  readonly like?: string;
}

/** A row's name without regard to case, with every parameter written `{id}`. */
export function rowName(text: string): string {
  return text
    .replace(/^(\w+) (?:\/v1\.0)?/, '$1 ')
    .replaceAll(/'?\{[^}]+\}'?/g, '{id}')
    .toLowerCase();
}

/** All that differs between an operation and its row, or the row that `exceptions` name in place of it. */
export function findingsOf(
  { method, path, scopes, personal }: Operation,
  table: PermissionTable,
  exceptions: readonly PermissionException[],
): Finding[] {
  const operation = `${method} ${path.replace('/v1.0', '')}`;
  const own = table.operations.get(rowName(operation));
  const like = exceptions.find((each) => each.operation === operation && each.finding === 'has no row')?.like;
  const row = own ?? (like === undefined ? undefined : table.operations.get(rowName(like)));
  const findings: Finding[] = own === undefined ? [{ operation, finding: 'has no row' }] : [];
  if (row === undefined) return findings;
  const { least = [], sufficient = [] } = row.work ?? {};
  const [first] = scopes;
  if (first === undefined || !least.includes(first))
    findings.push({ operation, finding: 'does not begin with a least scope' });
  for (const scope of scopes)
    if (!sufficient.includes(scope))
      findings.push({ operation, finding: 'names a scope that is not sufficient', scope });
  for (const scope of sufficient)
    if (!scopes.includes(scope)) findings.push({ operation, finding: 'leaves out a sufficient scope', scope });
  const forPersonal = row.personal?.sufficient ?? [];
  if (personal && !scopes.some((scope) => forPersonal.includes(scope)))
    findings.push({ operation, finding: 'is for personal accounts, by the table with none of its scopes' });
  if (!personal && forPersonal.length > 0)
    findings.push({ operation, finding: 'is not for personal accounts, by the table it is' });
  return findings;
}

/** A finding in one line. */
export function line({ operation, finding, scope }: Finding): string {
  return [operation, finding, ...(scope === undefined ? [] : [scope])].join(' ');
}
