import { describe, expect, it } from 'vitest';
import type { Application, RedirectPlatform } from '../../directory/types.js';
import { isSpaOrigin, matchRedirect } from './match-redirect.js';

function registered(...redirectUris: [string, RedirectPlatform][]): Application {
  return {
    name: 'x',
    displayName: 'X',
    clientId: 'x',
    tenantId: 'x',
    multiTenant: false,
    federatedClients: [],
    managedIdentity: false,
    publicClient: false,
    optionalClaims: [],
    redirectUris: redirectUris.map(([uri, platform]) => ({ uri, platform })),
    identifierUris: [],
    accessTokenVersion: 2,
    exposedScopes: [],
    appRoles: [],
    adminConsent: {},
    assignedRoles: {},
  };
}

describe('matchRedirect', () => {
  const application = registered(
    ['https://app.example/back', 'web'],
    ['http://localhost', 'public'],
    ['http://localhost/spa', 'spa'],
  );

  it.each([
    ['https://app.example/back', 'web'],
    ['http://localhost', 'public'],
    ['http://localhost:5000', 'public'],
    ['http://localhost:5000/', 'public'],
    ['http://localhost:5000/spa', 'spa'],
  ])('knows %s', (uri, platform) => {
    expect(matchRedirect(application, uri)).toEqual({ uri, platform });
  });

  it.each([
    'https://app.example/back/',
    'https://app.example/back?x=1',
    'https://app.example:444/back',
    'https://app.example/BACK',
    'http://app.example/back',
    'https://localhost:5000',
    'http://127.0.0.1:5000',
    'http://localhost.evil.example/',
    'http://localhost:5000/other',
    'http://localhost:5000/#x',
    'http://evil@localhost:5000/',
    'localhost',
    '',
  ])('does not know %j', (uri) => {
    expect(matchRedirect(application, uri)).toBeUndefined();
  });
});

describe('isSpaOrigin', () => {
  const applications = [
    registered(['https://app.example/', 'spa'], ['http://localhost/', 'spa'], ['https://web.example/', 'web']),
  ];

  it.each(['https://app.example', 'http://localhost:5173'])('knows %s', (origin) => {
    expect(isSpaOrigin(applications, origin)).toBe(true);
  });

  it.each([
    'https://web.example',
    'http://app.example',
    'https://localhost:5173',
    'https://app.example:444',
    'null',
    '',
  ])('does not know %j', (origin) => {
    expect(isSpaOrigin(applications, origin)).toBe(false);
  });
});
