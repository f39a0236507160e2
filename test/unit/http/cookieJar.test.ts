import assert from 'node:assert/strict';
import { CookieJar } from '../../../src/http/cookieJar.js';
import { parseSetCookie } from '../../../src/http/undici.js';

const ORIGIN = 'https://login.example.org';

describe('CookieJar', () => {
  let now: number;
  let jar: CookieJar;
  const store = (header: string | string[] | undefined, origin = ORIGIN) => jar.store(origin, header, parseSetCookie);
  const sent = (origin = ORIGIN) => jar.headersFor(origin).cookie;
  beforeEach(() => {
    now = Date.UTC(2026, 0, 1);
    jar = new CookieJar(() => now);
  });

  it('sends no header if there are no cookies', () => {
    assert.deepEqual(jar.headersFor(ORIGIN), {});
    store(undefined);
    assert.deepEqual(jar.headersFor(ORIGIN), {});
  });

  it('sends the cookies of an origin only to this origin', () => {
    store(['node=7; Path=/; HttpOnly', 'zone=b']);
    store('other=1', 'https://other.example.org');
    assert.deepEqual(
      [sent(), sent('https://other.example.org'), sent('http://login.example.org')],
      ['node=7; zone=b', 'other=1', undefined],
    );
  });

  it('keeps the last value of a name', () => {
    store('node=7');
    store('node=8');
    assert.equal(sent(), 'node=8');
  });

  it('ignores an invalid cookie', () => {
    store(['', '=value', 'node=7']);
    assert.equal(sent(), 'node=7');
  });

  it('sends a cookie until its Max-Age is over, regardless of its Expires', () => {
    store('node=7; Max-Age=60; Expires=Thu, 01 Jan 2099 00:00:00 GMT');
    now += 59_999;
    assert.equal(sent(), 'node=7');
    now += 1;
    assert.equal(sent(), undefined);
  });

  it('sends a cookie until it expires', () => {
    store('node=7; Expires=Thu, 01 Jan 2026 00:01:00 GMT');
    now += 59_999;
    assert.equal(sent(), 'node=7');
    now += 1;
    assert.equal(sent(), undefined);
  });

  it('deletes a cookie that is set with a time in the past', () => {
    for (const past of ['Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT']) {
      store('node=7');
      store(`node=; ${past}`);
      now -= 60_000;
      assert.equal(sent(), undefined, past);
    }
  });

  it('keeps 20 cookies of an origin, and drops those that were set first', () => {
    store(Array.from({ length: 20 }, (_, at) => `c${at}=1`));
    store('c0=2');
    assert.equal(sent()?.split('; ').length, 20);
    store('c20=1');
    assert.deepEqual(
      [sent()?.split('; ').length, sent()?.startsWith('c2=1'), sent()?.includes('c0=2')],
      [20, true, true],
    );
  });
});
