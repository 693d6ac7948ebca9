import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ADMIN_CONSENT_SCOPES } from '../../src/graph/catalogue/admin-consent.js';
import { CATALOGUE } from '../../src/graph/catalogue/catalogue.js';
import { noteSkipped } from '../helpers/skip-reasons.js';
import { PERMISSION_EXCEPTIONS } from './permission-exceptions.js';
import type { PermissionTable } from './permission-table.js';
import { findingsOf, line, permissionTable, rowName } from './permission-table.js';

// The table is Microsoft's and not part of this repository: where it is not at hand its tests are left out, in CI too.
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const FILE = join(resolve(REPOSITORY, process.env['SHARED_DIR'] ?? '../shared'), 'permissions.json');
const MISSING = !existsSync(FILE);
if (MISSING) noteSkipped("the catalogue's scopes: permissions.json missing in SHARED_DIR");

const catalogueScopes = new Set(CATALOGUE.flatMap(({ scopes }) => scopes));

describe.skipIf(MISSING)("the catalogue and Microsoft's permission table", () => {
  const table = (): PermissionTable => permissionTable.parse(JSON.parse(readFileSync(FILE, 'utf8')));

  it('name the same scopes for every operation, but for the exceptions, each of which is needed', () => {
    const rows = table();
    const found = CATALOGUE.flatMap((operation) => findingsOf(operation, rows, PERMISSION_EXCEPTIONS)).map(line);
    expect(found.toSorted()).toEqual(PERMISSION_EXCEPTIONS.map(line).toSorted());
    const compared = CATALOGUE.filter(({ method, path }) => rows.operations.has(rowName(`${method} ${path}`)));
    expect(compared.length).toBeGreaterThan(150);
  });

  it('stand in for a missing row with a row that is there', () => {
    const { operations } = table();
    const likes = PERMISSION_EXCEPTIONS.flatMap(({ like }) => (like === undefined ? [] : [like]));
    expect(likes.filter((like) => !operations.has(rowName(like)))).toEqual([]);
  });

  it('agree on what an administrator must consent to', () => {
    const { adminConsentRequired } = table();
    const wanted = [...catalogueScopes].filter((scope) => adminConsentRequired.has(scope));
    expect([...ADMIN_CONSENT_SCOPES]).toEqual(wanted.toSorted());
  });
});

describe('the exceptions', () => {
  it('are each about one thing and have a reason', () => {
    const lines = PERMISSION_EXCEPTIONS.map(line);
    expect(new Set(lines).size).toBe(lines.length);
    for (const { reason } of PERMISSION_EXCEPTIONS) expect(reason.length).toBeGreaterThan(15);
  });
});

describe('the comparison', () => {
  const operation = CATALOGUE.find(({ id }) => id === 'mail.messages.list');
  if (operation === undefined) throw new Error('the catalogue has no mail.messages.list');
  const { scopes } = operation;
  const row = { least: scopes.slice(0, 1), sufficient: [...scopes] };
  const found = (change: object, work = row, personal: typeof row | undefined = row) => {
    const name = 'GET /Me/Messages';
    const rows = permissionTable.parse({ adminConsentRequired: [], operations: { [name]: { work, personal } } });
    return findingsOf({ ...operation, ...change }, rows, []).map(({ finding, scope }) => scope ?? finding);
  };

  it('finds nothing where both say the same', () => expect(found({})).toEqual([]));

  it('finds what differs', () => {
    expect(found({ scopes: [...scopes, 'Mail.Send'] })).toEqual(['Mail.Send']);
    expect(found({ scopes: scopes.slice(0, -1) })).toEqual(scopes.slice(-1));
    expect(found({ scopes: scopes.toReversed() })).toEqual(['does not begin with a least scope']);
    expect(found({ path: '/v1.0/me/messages/delta' })).toEqual(['has no row']);
    expect(found({ method: 'POST' })).toEqual(['has no row']);
    expect(found({ personal: false })).toEqual(['is not for personal accounts, by the table it is']);
    expect(found({}, row, { least: [], sufficient: [] })).toEqual([
      'is for personal accounts, by the table with none of its scopes',
    ]);
  });

  it.each([
    ["GET /v1.0/me/drive/root/search(q='{q}')", 'GET /me/drive/root/search(q={value})'],
    ['GET /v1.0/me/drive/items/{item-id}:/{path}:/content', 'GET /me/drive/items/{id}:/{id}:/Content'],
    ['GET /v1.0/me/calendarView', 'GET /me/calendarview'],
  ])('reads %s as %s', (ours, theirs) => expect(rowName(ours)).toBe(rowName(theirs)));
});
