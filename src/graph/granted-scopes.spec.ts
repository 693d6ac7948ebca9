import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue/catalogue.js';
import { consentFor, coversOperation } from './granted-scopes.js';
import type { Operation } from './operation.js';

const operation = (id: string): Operation => {
  const found = CATALOGUE.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no operation is called ${id}`);
  return found;
};
const token = (...scopes: string[]): Parameters<typeof coversOperation>[0] => ({
  accessToken: 'opaque',
  scopes: new Set(scopes.map((scope) => scope.toLowerCase())),
  scopeNames: scopes,
  expiresAt: 0,
});

describe('granted scopes', () => {
  it.each([['Mail.ReadBasic'], ['Mail.ReadWrite'], ['openid', 'Mail.Read']])(
    'cover reading mail with %s',
    (...scopes) => {
      expect(coversOperation(token(...scopes), operation('mail.messages.list'))).toBe(true);
    },
  );

  it.each([[], ['User.Read'], ['Mail.Send'], ['Mail.Read.Shared'], ['Mail']])(
    'do not cover reading mail with %s',
    (...scopes) => {
      expect(coversOperation(token(...scopes), operation('mail.messages.list'))).toBe(false);
    },
  );

  it('are not looked at where the catalogue names none', () => {
    expect(coversOperation(token(), { ...operation('me.get'), scopes: [] })).toBe(true);
  });
});

describe('consent', () => {
  it.each([
    ['mail.messages.list', ['Mail.ReadBasic'], false],
    ['calendar.view', ['Calendars.Read'], false],
    ['users.list', ['User.ReadBasic.All'], false],
    ['me.manager', ['User.Read.All'], true],
    ['groups.list', ['Group.ReadBasic.All'], true],
  ])('for %s is asked with %j, by an administrator: %s', (id, scopes, byAdministrator) => {
    expect(consentFor(operation(id))).toEqual({ scopes, byAdministrator });
  });
});
