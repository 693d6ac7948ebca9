import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/graph/catalogue/catalogue.js';
import type { Operation } from '../../src/graph/operation.js';
import { PERSONAL_TENANT_ID } from '../../src/sandbox/directory/types.js';
import type { TestSystem } from '../helpers/api.js';
import { startTestSystem } from '../helpers/api.js';
import type { ListeningApi } from '../helpers/listening-api.js';
import { CALENDAR_CASES } from './effects/calendar-cases.js';
import type { Cases, Trial } from './effects/case.js';
import { documented } from './effects/documented.js';
import { FILE_CASES } from './effects/file-cases.js';
import { MAIL_CASES } from './effects/mail-cases.js';
import { NOTE_CASES } from './effects/note-cases.js';
import { OTHER_CASES, subscriptionCases } from './effects/other-cases.js';
import { PEOPLE_CASES } from './effects/people-cases.js';
import type { Answer } from './effects/person.js';
import { Person } from './effects/person.js';
import { startRepeatingHook } from '../helpers/repeating-hook.js';
import { TEAMWORK_CASES } from './effects/teamwork-cases.js';

const MEGAN = 'megan@contoso.example';
const PAT = 'pat@outlook.example';

let hook: Awaited<ReturnType<typeof startRepeatingHook>>;
let system: TestSystem;
let forPersonalAccounts: ListeningApi;
let cases: Cases;
let megan: Person;
let pat: Person;
beforeAll(async () => {
  hook = await startRepeatingHook();
  system = await startTestSystem({ environment: { NOTIFICATION_ORIGINS: hook.origin } });
  forPersonalAccounts = await system.replica({
    environment: { AZURE_TENANT_ID: 'consumers', ALLOWED_TENANTS: PERSONAL_TENANT_ID },
  });
  const person = async (name: string, { url }: Pick<ListeningApi, 'url'> = system): Promise<Person> =>
    new Person(url, name, await system.token(name), person);
  [megan, pat] = [await person(MEGAN), await person(PAT, forPersonalAccounts)];
  cases = {
    ...PEOPLE_CASES,
    ...MAIL_CASES,
    ...CALENDAR_CASES,
    ...OTHER_CASES,
    ...FILE_CASES,
    ...NOTE_CASES,
    ...TEAMWORK_CASES,
    ...subscriptionCases(hook.origin),
  };
});
afterAll(async () => {
  await forPersonalAccounts?.close();
  await system?.close();
  await hook?.close();
});

describe('an operation of the catalogue', () => {
  it('has a case here, each of them, and no case is of another', () => {
    expect(Object.keys(cases).toSorted()).toEqual(CATALOGUE.map(({ id }) => id).toSorted());
  });

  it.each(CATALOGUE.map((operation) => [operation.id, operation] as const))(
    'does through this API what is documented: %s',
    async (id, operation) => {
      const trial = await cases[id]?.(megan);
      expectDocumented(operation, await tried(megan, operation, trial));
    },
  );

  const functions = CATALOGUE.filter((operation) => operation.function === true);
  it.each(functions.map((operation) => [operation.id, operation] as const))(
    'is called with parentheses as well: %s',
    async (id, operation) => {
      const trial = await cases[id]?.(megan);
      expectDocumented(operation, await tried(megan, { ...operation, path: `${operation.path}()` }, trial));
    },
  );

  // What takes no ids: a list of each area at least.
  const forPersonal = CATALOGUE.filter(
    ({ method, path, personal }) => method === 'GET' && personal && !path.includes('{'),
  );
  it.each(forPersonal.map((operation) => [operation.id, operation] as const))(
    'is there for a personal account: %s',
    async (id, operation) => {
      const trial = await cases[id]?.(pat);
      expectDocumented(operation, await tried(pat, operation, trial));
    },
  );
});

function tried(
  person: Person,
  { method, path }: Operation,
  { at = [], query, ...content }: Trial = {},
): Promise<Answer> {
  let place = 0;
  const filled = path.slice('/v1.0'.length).replaceAll(/(:\/)?\{[^}]+\}/g, (_whole, colon: string | undefined) => {
    const value = at[place++];
    if (value === undefined) throw new Error(`the case says too little about ${path}`);
    const encoded = encodeURIComponent(value);
    // A path below an item may be several segments long.
    return colon === undefined ? encoded : colon + encoded.replaceAll('%2F', '/');
  });
  return person.send(method, query === undefined ? filled : `${filled}?${query}`, content);
}

function expectDocumented({ answer, status, creates }: Operation, given: Answer): void {
  const success = answer.kind === 'redirect' ? 302 : (status ?? 200);
  const problem = given.status >= 400 ? given.text : '';
  expect([given.status, problem]).toEqual([creates === true && given.status === 201 ? 201 : success, '']);
  expect(faultsOf(answer, given)).toEqual([]);
}

/** What of a successful answer is not as documented. */
function faultsOf(answer: Operation['answer'], { headers, text, bytes }: Answer): readonly unknown[] {
  const schema = documented(answer);
  if (schema !== undefined) {
    const { error } = schema.safeParse(JSON.parse(text));
    return [
      ...(String(headers['content-type']).startsWith('application/json') ? [] : ['not called JSON']),
      ...(error?.issues ?? []),
    ];
  }
  if (answer.kind === 'redirect') return /^https?:/.test(String(headers['location'])) ? [] : ['leads nowhere'];
  if (answer.kind === 'nothing') return text === '' ? [] : ['has a body'];
  return bytes.length > 0 ? [] : ['has no body'];
}
