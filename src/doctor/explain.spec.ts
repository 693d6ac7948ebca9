import { describe, expect, it } from 'vitest';
import { KNOWN_AADSTS } from '../obo/aadsts.js';
import { errorText, explain } from './explain.js';
import { FRONT_END_CHANGES } from './changes/front-ends.js';
import { OPERATOR_CHANGES } from './changes/operators.js';
import { USER_CHANGES } from './changes/users.js';

const numbersIn = (...texts: readonly object[]): number[] => texts.flatMap((each) => Object.keys(each).map(Number));

describe('the texts', () => {
  it('are there for every number the exchange knows, once, and for no other', () => {
    const explained = numbersIn(USER_CHANGES, OPERATOR_CHANGES);
    expect(new Set(explained)).toEqual(new Set(KNOWN_AADSTS));
    expect(explained).toHaveLength(KNOWN_AADSTS.length);
  });

  it('for front ends are of numbers the exchange does not meet', () => {
    const met = new Set(KNOWN_AADSTS);
    expect(numbersIn(FRONT_END_CHANGES).filter((number) => met.has(number))).toEqual([]);
  });

  it('say what it means and what to change, in whole sentences', () => {
    for (const number of numbersIn(USER_CHANGES, OPERATOR_CHANGES, FRONT_END_CHANGES))
      expect(errorText(number)).toEqual({
        means: expect.stringMatching(/^[A-Z].*\.$/),
        change: expect.stringMatching(/.{11}/),
      });
  });
});

describe('explaining', () => {
  it.each([
    ['AADSTS65001', 403, 'consent_required'],
    ['aadsts50076', 401, 'insufficient_claims'],
    ['500133', 401, 'invalid_token'],
    ['AADSTS53003', 403, 'access_blocked'],
    ['AADSTS90033', 503, 'identity_unavailable'],
    ['AADSTS7000112', 500, 'misconfigured'],
    ['AADSTS7000222', 500, 'misconfigured'],
  ])('%s says that callers get %i %s', (error, status, code) => {
    expect(explain(error)).toMatchObject([{ seen: { status, code }, text: { means: expect.any(String) } }]);
  });

  it('says what callers see of every number the exchange knows', () => {
    for (const number of KNOWN_AADSTS) expect(explain(`AADSTS${number}`)[0]?.seen).toBeDefined();
  });

  it('says what callers of other tenants get, where that is another answer', () => {
    expect(explain('AADSTS700016')[0]?.seenElsewhere).toEqual({ status: 403, code: 'client_not_allowed' });
    expect(explain('AADSTS7000215')[0]).not.toHaveProperty('seenElsewhere');
  });

  it('finds each number of a message once, and takes no other digits for one', () => {
    const message = 'AADSTS50013: no good (AADSTS500131, AADSTS50013). Trace ID: 12345-99999 Timestamp: 2026-11-20';
    expect(explain(message).map(({ number }) => number)).toEqual([50013, 500131]);
  });

  it.each(['', 'nothing', 'AADSTS', 'AADSTS12', 'AADSTS123456789', '12', 'error 65001'])(
    'finds none in %j',
    (error) => {
      expect(explain(error)).toEqual([]);
    },
  );

  it('does not make up what it does not know', () => {
    expect(explain('AADSTS99999')).toEqual([{ number: 99999, text: undefined, seen: undefined }]);
  });
});
