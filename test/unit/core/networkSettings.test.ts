import assert from 'node:assert/strict';
import { type EditorNetworkSettings, networkSettings, proxyFor } from '../../../src/core/networkSettings.js';

/** The settings that come of an environment, and of an editor where nothing is set but what `differences` say. */
function combine(
  environment: Readonly<Record<string, string>>,
  differences: Partial<EditorNetworkSettings> = {},
): ReturnType<typeof networkSettings> {
  const editor = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true, ...differences };
  return networkSettings(editor, environment, undefined);
}

const VARIABLES = { HTTP_PROXY: 'http://plain:1', HTTPS_PROXY: 'http://secure:2' };

describe('The proxy', () => {
  it('is none when nothing names one', () => {
    assert.deepEqual(combine({}).proxy, { http: undefined, https: undefined });
    assert.deepEqual(combine({ HTTP_PROXY: '', HTTPS_PROXY: ' ' }, { proxy: ' ' }).proxy, {
      http: undefined,
      https: undefined,
    });
  });

  it('is that of the environment, one for each kind of URL', () => {
    assert.deepEqual(combine(VARIABLES).proxy, { http: 'http://plain:1', https: 'http://secure:2' });
  });

  it('is that of http.proxy for both kinds, before that of the environment', () => {
    const { proxy } = combine(VARIABLES, { proxy: ' http://set:3 ' });
    assert.deepEqual(proxy, { http: 'http://set:3', https: 'http://set:3' });
  });

  it('is that of the variable in lower case, where both are set', () => {
    assert.equal(combine({ ...VARIABLES, https_proxy: 'http://lower:4' }).proxy?.https, 'http://lower:4');
  });

  it('is asked over plain HTTP when it is named without a scheme', () => {
    assert.equal(combine({ HTTPS_PROXY: 'secure:2' }).proxy?.https, 'http://secure:2');
    assert.equal(combine({}, { proxy: 'set:3' }).proxy?.http, 'http://set:3');
  });

  it('is none when http.proxySupport is off, whatever names one', () => {
    assert.equal(combine(VARIABLES, { proxy: 'http://set:3', proxySupport: 'off' }).proxy, undefined);
  });
});

describe('The hosts that are reached directly', () => {
  it('are those of http.noProxy and of NO_PROXY together', () => {
    const { noProxy } = combine({ NO_PROXY: 'a.example, .b.example  c.example:8443,' }, { noProxy: ['d', 'e, f'] });
    assert.deepEqual(noProxy, ['d', 'e', 'f', 'a.example', '.b.example', 'c.example:8443']);
  });

  it('are none when nothing names any', () => {
    assert.deepEqual(combine({ NO_PROXY: ' ' }).noProxy, []);
  });
});

describe('Certificates', () => {
  it('are passed on as they are set', () => {
    const caBundle = { path: '/ca.pem', variable: 'REQUESTS_CA_BUNDLE' };
    const editor = { proxy: '', noProxy: [], proxySupport: '', systemCertificates: false };
    const settings = networkSettings(editor, {}, caBundle);
    assert.deepEqual([settings.caBundle, settings.systemCertificates], [caBundle, false]);
  });
});

describe('A URL is reached', () => {
  const through = (url: string, NO_PROXY = '') => proxyFor(new URL(url), combine({ ...VARIABLES, NO_PROXY }));

  it('through the proxy for its kind', () => {
    assert.equal(through('http://h.example/'), 'http://plain:1');
    assert.equal(through('https://h.example/'), 'http://secure:2');
  });

  it('directly where there is no proxy', () => {
    assert.equal(proxyFor(new URL('https://h.example/'), combine({})), undefined);
    assert.equal(proxyFor(new URL('https://h.example/'), combine(VARIABLES, { proxySupport: 'off' })), undefined);
  });

  for (const host of ['localhost:8787', 'workbench.localhost', '127.0.0.1:8787', '127.3.2.1', '[::1]:8787']) {
    it(`directly on loopback, whatever the settings (${host})`, () =>
      assert.equal(through(`http://${host}/`), undefined));
  }

  const excepted = [
    ['https://h.example/', '*'],
    ['https://h.example/', 'h.example'],
    ['https://h.example/', 'x, H.Example'],
    ['https://a.h.example/', 'h.example'],
    ['https://a.h.example/', '.h.example'],
    ['https://a.h.example/', '*.h.example'],
    ['https://h.example:8443/', 'h.example:8443'],
    ['https://h.example/', 'h.example:443'],
    ['http://h.example/', 'h.example:80'],
    ['http://10.0.0.7/', '10.0.0.7'],
    ['http://[fd00::7]/', 'fd00::7'],
    ['http://[fd00::7]/', '[fd00::7]'],
  ] as const;
  for (const [url, entry] of excepted) {
    it(`directly when it is ${url} and NO_PROXY ${entry}`, () => assert.equal(through(url, entry), undefined));
  }

  const proxied = [
    ['https://h.example/', 'other.example'],
    ['https://noth.example/', 'h.example'],
    ['https://h.example.org/', 'h.example'],
    ['https://h.example:8443/', 'h.example:443'],
    ['http://h.example/', 'h.example:443'],
  ] as const;
  for (const [url, entry] of proxied) {
    it(`through the proxy when it is ${url} and NO_PROXY ${entry}`, () => assert.ok(through(url, entry)));
  }
});
