import assert from 'node:assert/strict';
import { networkSettings, proxyFor } from '../../../src/http/networkSettings.js';

const EDITOR = { proxy: '', noProxy: [], proxySupport: 'override', systemCertificates: true };

describe('networkSettings', () => {
  const proxiesOf = (editor: Partial<typeof EDITOR>, environment: Record<string, string>) =>
    networkSettings({ ...EDITOR, ...editor }, environment, undefined).proxy;

  it('takes http.proxy for both kinds of URL', () => {
    const environment = { HTTP_PROXY: 'http://a:1', HTTPS_PROXY: 'http://b:2' };
    assert.deepEqual(proxiesOf({ proxy: ' http://c:3 ' }, environment), { http: 'http://c:3', https: 'http://c:3' });
  });

  it('else takes the environment’s for each, in lower case first', () => {
    const environment = { HTTP_PROXY: 'http://a:1', https_proxy: 'http://b:2', HTTPS_PROXY: 'http://c:3' };
    assert.deepEqual(proxiesOf({}, environment), { http: 'http://a:1', https: 'http://b:2' });
    assert.deepEqual(proxiesOf({}, { HTTP_PROXY: ' ', ALL_PROXY: 'http://a:1' }), {
      http: undefined,
      https: undefined,
    });
  });

  it('understands an address without scheme', () => {
    const environment = { HTTP_PROXY: 'proxy.example.com:3128', HTTPS_PROXY: '10.0.0.1:3128' };
    assert.deepEqual(proxiesOf({}, environment), {
      http: 'http://proxy.example.com:3128',
      https: 'http://10.0.0.1:3128',
    });
  });

  it('has none where http.proxySupport is off', () => {
    assert.equal(proxiesOf({ proxy: 'http://a:1', proxySupport: 'off' }, { HTTP_PROXY: 'http://b:2' }), undefined);
  });

  it('excepts the hosts of http.noProxy and of NO_PROXY', () => {
    const { noProxy } = networkSettings({ ...EDITOR, noProxy: ['a', 'b, c'] }, { NO_PROXY: 'd,e f,,' }, undefined);
    assert.deepEqual(noProxy, ['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('proxyFor', () => {
  const proxy = { http: 'http://plain:1', https: 'http://secure:2' };
  const chosen = (url: string, ...noProxy: string[]) =>
    proxyFor(new URL(url), { proxy, noProxy, caBundle: undefined, systemCertificates: true });

  it('goes by the kind of URL', () => {
    assert.equal(chosen('http://example.com'), 'http://plain:1');
    assert.equal(chosen('https://example.com'), 'http://secure:2');
  });

  it('is one for a name below localhost, which may mean anything', () => {
    assert.equal(chosen('http://workbench.localhost:8787'), 'http://plain:1');
  });

  it('is never one for loopback', () => {
    for (const host of ['localhost', 'LOCALHOST', '127.0.0.1', '127.1.2.3', '2130706433', '[::1]']) {
      assert.equal(chosen(`http://${host}:8787`), undefined, host);
    }
  });

  const cases: readonly (readonly [entry: string, excepted: readonly string[], others: readonly string[]])[] = [
    ['*', ['http://example.com', 'https://[2001:db8::1]'], []],
    ['example.com', ['http://example.com', 'http://EXAMPLE.com', 'http://a.example.com'], ['http://notexample.com']],
    ['.example.com', ['http://a.example.com', 'http://a.b.example.com'], ['http://example.org']],
    ['*.Example.com', ['http://a.example.com'], ['http://example.com.evil.test']],
    ['example.com:80', ['http://example.com'], ['https://example.com', 'http://example.com:8080']],
    ['example.com:443', ['https://example.com'], ['http://example.com']],
    ['10.0.0.1', ['http://10.0.0.1:8787'], ['http://10.0.0.10', 'http://110.0.0.1']],
    ['2001:db8::1', ['http://[2001:db8::1]:8787'], ['http://[2001:db8::2]']],
    ['[2001:db8::1]:8787', ['http://[2001:db8::1]:8787'], ['http://[2001:db8::1]']],
    ['10.0.0.0/8', ['http://10.1.2.3:8787', 'https://10.255.0.1'], ['http://11.0.0.1', 'http://10.example.com']],
    ['192.168.7.9/23', ['http://192.168.6.1', 'http://192.168.7.255'], ['http://192.168.8.1']],
    ['192.0.2.7/32', ['http://192.0.2.7'], ['http://192.0.2.8']],
    ['2001:db8::/32', ['http://[2001:db8:1::1]:8787'], ['http://[2001:db9::1]', 'http://32.1.13.184']],
    ['[2001:db8::]/32', ['http://[2001:db8:1::1]'], ['http://[2001:db9::1]']],
    ...['10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '10.0.0.0/x', '2001:db8::/129', '/8', 'example.com/8'].map(
      (entry) => [entry, [], ['http://10.0.0.0', 'http://[2001:db8::]', 'http://example.com']] as const,
    ),
  ];
  for (const [entry, excepted, others] of cases) {
    it(`has the exception ${entry}`, () => {
      assert.deepEqual(
        [...excepted, ...others].filter((url) => chosen(url, 'elsewhere.test', entry) === undefined),
        excepted,
      );
    });
  }
});
