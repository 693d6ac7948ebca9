import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestSystem } from '../helpers/api.js';
import { encoded, signedToken, withSignature, withCharacterChanged } from '../helpers/forged-tokens.js';
import type { TokenContents } from '../helpers/forged-tokens.js';
import { rawRequest } from '../helpers/raw-request.js';
import {
  answerOf,
  expectNothingSentOut,
  expectRefusal,
  expectTokenRefused,
  expectTokenTaken,
} from '../helpers/refusals.js';
import { MEGAN, linesOfRefusal, startForgery } from './forgery.js';

describe('the structure of a token', () => {
  let system: TestSystem;
  let good: string;
  let own: TokenContents;
  let key: KeyObject;

  beforeAll(async () => {
    ({ system, good, own, key } = await startForgery());
  });
  afterAll(() => system.close());

  it('T01 asks for credentials where there are none', async () => {
    system.tenant.cloud.journal.clear();
    expectRefusal(system, await answerOf(await system.get('/v1.0/me')), 'NOCRED');
  });

  it.each(['Bearer', 'Bearer ', 'Bearer    '])('T02 refuses "%s" with nothing behind it', async (authorization) => {
    system.tenant.cloud.journal.clear();
    expectRefusal(system, await answerOf(await system.get('/v1.0/me', undefined, { authorization })), 'BADREQ');
  });

  it.each([
    ['one part', (t: string) => t.replaceAll('.', '')],
    ['two parts', (t: string) => t.slice(0, t.lastIndexOf('.'))],
    ['four parts', (t: string) => `${t}.${encoded('x')}`],
    ['five parts, a JWE', (t: string) => `${t}.${encoded('x')}.${encoded('y')}`],
    ['an empty header', (t: string) => t.slice(t.indexOf('.'))],
    ['an empty payload', (t: string) => t.replace(/\..*\./, '..')],
    ['dots alone', () => '..'],
  ])('T04 refuses a token of %s', async (_what, change) => {
    await expectTokenRefused(system, change(good));
  });

  it('T05 refuses an empty signature', async () => {
    await expectTokenRefused(system, withSignature(good, ''));
  });

  it('T28 refuses a payload, a header and a signature of which one byte was changed', async () => {
    const [header = '', payload = '', signature = ''] = good.split('.');
    for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
      await expectTokenRefused(
        system,
        `${header}.${withCharacterChanged(payload, Math.floor(payload.length * share))}.${signature}`,
      );
      await expectTokenRefused(
        system,
        `${withCharacterChanged(header, Math.floor(header.length * share))}.${payload}.${signature}`,
      );
      await expectTokenRefused(
        system,
        `${header}.${payload}.${withCharacterChanged(signature, Math.floor(signature.length * share))}`,
      );
    }
  });

  it('T28 refuses a victim’s claims under one’s own signature, also once the victim is cached', async () => {
    const victim = await system.token('adele@contoso.example');
    await expectTokenTaken(system, victim, 'adele@contoso.example');
    const [header = '', , signature = ''] = good.split('.');
    const [, claims = ''] = victim.split('.');
    await expectTokenRefused(system, `${header}.${claims}.${signature}`);
  });

  it.each([
    ['+', (t: string) => t.replace(/.(?=[^.]*$)/, '+')],
    ['/', (t: string) => t.replace(/.(?=[^.]*$)/, '/')],
    ['padding', (t: string) => `${t}==`],
    ['a tilde', (t: string) => `${t}~`],
  ])('T29 refuses standard base64: %s', async (_what, change) => {
    await expectTokenRefused(system, change(good));
  });

  it.each([
    ['a space', (t: string) => t.replace('.', ' .')],
    ['a tab', (t: string) => t.replace('.', '\t.')],
    ['a second token behind a space', (t: string) => `${t} ${t}`],
    ['padding in the middle', (t: string) => t.replace('.', '=.')],
    ['a quote', (t: string) => `"${t}"`],
  ])('T29 refuses a header with %s in the token as malformed', async (_what, change) => {
    await expectTokenRefused(system, change(good), 'BADREQ');
  });

  it('T29 refuses a header folded over two lines', async () => {
    system.tenant.cloud.journal.clear();
    const answer = await rawRequest(system.url, [
      'GET /v1.0/me HTTP/1.1',
      `Authorization: Bearer ${good.slice(0, 9)}\r\n ${good.slice(9)}`,
    ]);
    expect({ status: answer.status, text: answer.text }).toMatchObject({
      status: 400,
      text: expect.stringContaining('invalid_request'),
    });
    expectNothingSentOut(system);
  });

  const NO_OBJECTS: readonly (readonly [string, string | Uint8Array])[] = [
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '1'],
    ['text', '"x"'],
    ['true', 'true'],
    ['not JSON', '{"alg":'],
    ['empty JSON', ' '],
    ['only a byte order mark', '\uFEFF'],
  ];

  it.each(NO_OBJECTS)('T31 refuses a header that is %s', async (_what, header) => {
    expect(await linesOfRefusal(system, signedToken(key, header, own.claims))).toHaveLength(1);
  });

  it('T31 refuses a header behind a byte order mark or with invalid UTF-8', async () => {
    const text = JSON.stringify(own.header);
    await expectTokenRefused(system, signedToken(key, `\uFEFF${text}`, own.claims));
    const broken = Buffer.from(JSON.stringify({ ...own.header, note: '\u00ff' }), 'latin1');
    await expectTokenRefused(system, signedToken(key, broken, own.claims));
  });

  it.each(NO_OBJECTS)('T32 refuses a payload that is %s, with one line of log', async (_what, payload) => {
    expect(await linesOfRefusal(system, signedToken(key, own.header, payload))).toHaveLength(1);
  });

  it('T32 refuses a payload behind a byte order mark or with invalid UTF-8', async () => {
    expect(
      await linesOfRefusal(system, signedToken(key, own.header, `\uFEFF${JSON.stringify(own.claims)}`)),
    ).toHaveLength(1);
    const broken = Buffer.from(JSON.stringify({ ...own.claims, name: 'M\u00e9gan' }), 'latin1');
    expect(await linesOfRefusal(system, signedToken(key, own.header, broken))).toHaveLength(1);
  });

  it('T34 takes claims called __proto__ and constructor as nothing but claims', async () => {
    const poison = JSON.stringify(own.claims).replace(
      '{',
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    );
    await expectTokenTaken(system, signedToken(key, own.header, poison), MEGAN);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('T34 does not take a scope or user out of __proto__', async () => {
    const { scp, oid, ...rest } = own.claims;
    await expectTokenRefused(system, signedToken(key, own.header, hiddenInPrototype('oid', oid, { ...rest, scp })));
    await expectTokenRefused(
      system,
      signedToken(key, own.header, hiddenInPrototype('scp', scp, { ...rest, oid })),
      'SCOPE',
    );
  });

  it('T34 refuses a header whose members hide in __proto__', async () => {
    const header = `{"__proto__":${JSON.stringify(own.header)},"typ":"JWT"}`;
    await expectTokenRefused(system, signedToken(key, header, own.claims));
  });

  it.each([
    ['a deep payload', () => signedToken(key, own.header, `{"a":${'['.repeat(4_500)}${']'.repeat(4_500)}}`)],
    ['a deep header', () => signedToken(key, `{"a":${'['.repeat(4_500)}${']'.repeat(4_500)}}`, own.claims)],
    [
      'many claims',
      () => signedToken(key, own.header, Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`c${i}`, 1]))),
    ],
    ['a long number', () => signedToken(key, own.header, `{"exp":${'9'.repeat(9_000)}}`)],
  ])('T35 refuses %s', async (_what, make) => {
    await expectTokenRefused(system, make());
  });

  it('T38 answers 431 to a token above 16 KB and ends the connection', async () => {
    system.tenant.cloud.journal.clear();
    const answer = await rawRequest(system.url, [
      'GET /v1.0/me HTTP/1.1',
      `Authorization: Bearer ${'a'.repeat(20_000)}`,
    ]);
    expect(answer).toMatchObject({ status: 431, headers: { connection: 'close' } });
    expect(answer.text).toContain('headers_too_large');
    expectNothingSentOut(system);
    await expectTokenTaken(system, good, MEGAN);
  });

  it('has logged no token and no claim of any of these', () => {
    for (const trace of [good.slice(-40), good.slice(60, 120), String(own.claims['oid']), 'megan'])
      expect(system.log()).not.toContain(trace);
  });
});

/** JSON of claims with one more in a member called __proto__. */
function hiddenInPrototype(name: string, value: unknown, claims: object): string {
  return JSON.stringify(claims).replace('{', `{"__proto__":${JSON.stringify({ [name]: value })},`);
}
