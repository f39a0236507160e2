import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { caBundleIn } from '../../../src/core/caBundle.js';
import { isGuid } from '../../../src/core/integration.js';
import { isRecord } from '../../../src/core/record.js';
import { isSameSecret, revealed, Secret } from '../../../src/core/secret.js';
import { hasCode } from '../../../src/core/systemErrors.js';
import { isoSeconds } from '../../../src/core/time.js';
import { hasWaitingSignIns, WAITING_SIGN_INS } from '../../../src/core/waitingSignIns.js';
import { FakeMemory } from '../fakeMemory.js';

describe('isRecord', () => {
  it('accepts objects, and neither null, lists nor other values', () => {
    assert.ok(isRecord({}));
    for (const value of [null, undefined, [], 'text', 1, true, () => undefined]) {
      assert.ok(!isRecord(value), String(value));
    }
  });
});

describe('hasCode', () => {
  const error = (code: unknown) => Object.assign(new Error('failed'), { code });

  it('recognises a system error by one of several codes', () => {
    assert.ok(hasCode(error('ENOENT'), 'EACCES', 'ENOENT'));
  });

  it('does not take other values for one', () => {
    const others = [
      error('EPERM'),
      error(2),
      error(undefined),
      new Error('ENOENT'),
      { code: 'ENOENT' },
      null,
      'ENOENT',
    ];
    for (const other of others) {
      assert.ok(!hasCode(other, 'EACCES', 'ENOENT'), inspect(other));
    }
    assert.ok(!hasCode(error('ENOENT')));
  });
});

describe('isGuid', () => {
  const GUID = '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01';

  it('accepts a GUID in lower and upper case', () => {
    assert.ok(isGuid(GUID));
    assert.ok(isGuid(GUID.toUpperCase()));
  });

  it('accepts nothing that is shorter, longer or has other characters', () => {
    for (const text of [
      '',
      `x${GUID}`,
      `${GUID}x`,
      `${GUID}\n`,
      GUID.slice(1),
      GUID.slice(0, -1),
      GUID.replaceAll('-', ''),
      GUID.replace('-0d5c', ''),
      GUID.replace('0d5c', '0d5'),
      ...[0, 9, 24].map((at) => `${GUID.slice(0, at)}g${GUID.slice(at + 1)}`),
    ]) {
      assert.ok(!isGuid(text), JSON.stringify(text));
    }
  });
});

describe('isSameSecret', () => {
  const [one, other] = [new Secret('one'), new Secret('other')];

  it('compares the values', () => {
    assert.ok(isSameSecret(one, new Secret('one')));
    assert.ok(!isSameSecret(one, other));
  });

  it('takes two that are absent for the same', () => {
    assert.ok(isSameSecret(undefined, undefined));
    assert.ok(!isSameSecret(one, undefined));
    assert.ok(!isSameSecret(undefined, one));
  });
});

describe('revealed', () => {
  it('leaves values that are no secrets as they are', () => {
    assert.deepEqual(revealed({ id: 'client', secret: new Secret('s3cret') }), { id: 'client', secret: 's3cret' });
  });
});

describe('caBundleIn', () => {
  it('prefers the variable of Python to that of curl', () => {
    assert.deepEqual(caBundleIn({ CURL_CA_BUNDLE: '/curl.pem', REQUESTS_CA_BUNDLE: '/python.pem' }), {
      path: '/python.pem',
      variable: 'REQUESTS_CA_BUNDLE',
    });
  });

  it('ignores a variable that is empty or blank', () => {
    assert.deepEqual(caBundleIn({ REQUESTS_CA_BUNDLE: ' ', CURL_CA_BUNDLE: ' /curl.pem ' }), {
      path: '/curl.pem',
      variable: 'CURL_CA_BUNDLE',
    });
    assert.equal(caBundleIn({ REQUESTS_CA_BUNDLE: '', CURL_CA_BUNDLE: undefined }), undefined);
    assert.equal(caBundleIn({}), undefined);
  });
});

describe('hasWaitingSignIns', () => {
  it('says whether any are stored', async () => {
    const memory = new FakeMemory();
    assert.ok(!hasWaitingSignIns(memory));
    await memory.update(WAITING_SIGN_INS, {});
    assert.ok(!hasWaitingSignIns(memory));
    await memory.update(WAITING_SIGN_INS, { id: { source: 'fake', startedAt: 0 } });
    assert.ok(hasWaitingSignIns(memory));
  });
});

describe('isoSeconds', () => {
  it('rounds down to whole seconds', () => {
    assert.equal(isoSeconds(Date.UTC(2026, 0, 1) + 1_999), '2026-01-01T00:00:01Z');
  });
});
