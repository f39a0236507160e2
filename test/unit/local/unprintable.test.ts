import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import { newKey } from '../../../src/broker/key.js';
import { WorkbenchCookies } from '../../../src/broker/workbench/cookies.js';
import { CredentialError } from '../../../src/core/errors.js';
import { ContentReader } from '../../../src/vault/content.js';
import * as zod from '../../../src/vault/zod.js';
import { assertTellsNone, holdsAny } from '../../integration/failures.js';
import { FakeClock } from '../fakeClock.js';

const SECRETS = [
  ...['canary-client-secret', 'canary-registered-secret', 'canary-access-token', 'canary-refresh-token'],
  ...['canary-nested-token', 'canary-code'],
];

const REGISTRATION = {
  ...{ clientId: 'registered', clientSecret: 'canary-registered-secret', redirectUri: 'http://127.0.0.1/callback' },
};

const STORED = JSON.stringify({
  entries: {
    id: {
      clientSecret: 'canary-client-secret',
      registration: REGISTRATION,
      grant: {
        ...{ accessToken: 'canary-access-token', tokenType: 'Bearer', expiresAt: 1_900_000_000_000 },
        ...{ refreshToken: 'canary-refresh-token', scope: 'openid', registration: REGISTRATION },
        extra: { instance_url: 'https://x.example', team: { access_token: 'canary-nested-token' } },
      },
    },
  },
  answers: [{ state: 'hash', answer: 'code=canary-code&state=x', at: 1 }],
});

describe('What is read from the vault', () => {
  const reader = new ContentReader(zod);
  const content = reader.content(STORED) ?? assert.fail('no content');
  const kept = reader.entry(content.entries.get('id') ?? assert.fail('no entry'));
  assert.ok(!('wrong' in kept), 'the entry can be read');

  const values: Readonly<Record<string, unknown>> = {
    ...{ 'all that is stored': content, 'an entry': kept, 'its grant': kept.grant, 'its client': kept.registration },
    'a copy of a grant': { ...kept.grant },
    'the extra fields of a grant': kept.grant?.extra,
  };
  for (const [what, value] of Object.entries(values)) {
    it(`shows no secret when ${what} is printed`, () => {
      assert.ok(value);
      const printed = [
        ...[inspect(value), inspect(value, { depth: Infinity, showHidden: true, customInspect: false, getters: true })],
        ...[JSON.stringify(value), JSON.stringify([value]), format('%s %o %O %j', ...four(value))],
        ...[Object.entries(value).join(), JSON.stringify(structuredClone({ ...value }))],
      ];
      const leaks = printed.flatMap((text, way) => (holdsAny(text, SECRETS) ? [way] : []));
      assert.deepEqual(leaks, []);
    });

    it(`shows no secret when ${what} becomes the cause of an error, or one of its properties`, () => {
      assertTellsNone(new CredentialError('protocol', 'It failed.', { cause: value }), SECRETS);
      assertTellsNone(Object.assign(new Error('It failed.'), { value }), SECRETS);
    });
  }
});

describe('The cookies of a broker', () => {
  it('show neither a cookie nor the key when they are printed', () => {
    const key = newKey();
    const cookies = new WorkbenchCookies(new FakeClock(), key);
    const secrets = [key.reveal(), cookies.current().reveal()];
    assertTellsNone({ cookies, key, current: cookies.current() }, secrets);
  });
});

function four(value: unknown): unknown[] {
  return [value, value, value, value];
}
