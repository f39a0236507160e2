import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CredentialError } from '../../../src/core/errors.js';
import { isLoopback, joinUrl } from '../../../src/core/address.js';
import { asAscii, assertOpenable, redactIfUrl, redactUrl } from '../../../src/core/url.js';

describe('joinUrl', () => {
  const examples = [
    ['http://localhost:8787', 'http://localhost:8787/oauth_token'],
    ['http://localhost:8787/', 'http://localhost:8787/oauth_token'],
    ['https://example.com/workbench', 'https://example.com/workbench/oauth_token'],
    ['https://example.com/workbench/', 'https://example.com/workbench/oauth_token'],
    ['https://example.com/workbench//', 'https://example.com/workbench/oauth_token'],
    ['https://example.com/a/b%20c', 'https://example.com/a/b%20c/oauth_token'],
    ['https://example.com/workbench?x=1#top', 'https://example.com/workbench/oauth_token'],
    ['http://[::1]:8787/base', 'http://[::1]:8787/base/oauth_token'],
  ] as const;
  for (const [base, joined] of examples) {
    it(`of ${base} is ${joined}`, () => assert.equal(joinUrl(base, 'oauth_token'), joined));
  }
});

describe('isLoopback', () => {
  const loopback = [
    'http://127.0.0.1/',
    'http://127.0.0.2:8787/',
    'http://127.255.255.254/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://localhost/',
    'http://LOCALHOST/',
  ];
  for (const url of loopback) {
    it(`is true of ${url}`, () => assert.equal(isLoopback(new URL(url).hostname), true));
  }

  const others = [
    'http://128.0.0.1/',
    'http://10.0.0.1/',
    'http://0.0.0.0/',
    'http://127.0.0.1.example.org/',
    'http://127.example.org/',
    'http://localhost.example.org/',
    'http://localhost./',
    'http://workbench.localhost/',
    'http://a.b.localhost/',
    'http://notlocalhost/',
    'http://[::2]/',
    'http://[fe80::1]/',
  ];
  for (const url of others) {
    it(`is false of ${url}`, () => assert.equal(isLoopback(new URL(url).hostname), false));
  }
});

describe('assertOpenable', () => {
  const accepted = [
    'https://workbench.example.org/oauth?a=1',
    'https://idp.example.org/authorize?redirect_uri=https%3A%2F%2Fh%2Fcb%3Fa%3D1%26b%3D%2520&state=x%3D%3D',
    'https://example.org:8443/a@b',
    'http://127.0.0.1:8787/x',
    'http://127.9.9.9/x',
    'http://[::1]:8787/x',
    'http://localhost/x',
  ];
  for (const url of accepted) {
    it(`accepts ${url}`, () => assert.doesNotThrow(() => assertOpenable(url)));
  }

  const refused = [
    ['http://workbench.example.org/', 'http, not https'],
    ['http://localhost.example.org/', 'http, not https'],
    ['http://workbench.localhost:8787/x', 'http, not https'],
    ['http://127.0.0.1@example.org/', 'user name or password'],
    ['https://user@example.org/', 'user name or password'],
    ['https://:password@example.org/', 'user name or password'],
    ['https://user:password@localhost/', 'user name or password'],
    ['javascript:alert(1)', 'begins with javascript:'],
    ['file:///etc/passwd', 'begins with file:'],
    ['data:text/html,x', 'begins with data:'],
    ['command:workbench.action.quit', 'begins with command:'],
    ['vscode://publisher.name/x', 'begins with vscode:'],
    ['ftp://localhost/', 'begins with ftp:'],
    ['/relative', 'not a URL'],
    ['//example.org/x', 'not a URL'],
    ['https://', 'not a URL'],
    ['', 'not a URL'],
    ['https://example.org/\nx', 'control characters or spaces'],
    ['https://example.org/\u0000', 'control characters or spaces'],
    ['https://example.org/\u0085', 'control characters or spaces'],
    ['https://example.org/a b', 'control characters or spaces'],
    ['java\tscript:alert(1)', 'control characters or spaces'],
    [' https://example.org/', 'control characters or spaces'],
    ['https://example.org/\u202egro.evil', 'control characters or spaces'],
    ['https://example.org/\u200b', 'control characters or spaces'],
    ['https://example.org/\u{e0041}', 'control characters or spaces'],
  ] as const;
  for (const [url, why] of refused) {
    it(`refuses ${JSON.stringify(url)}: ${why}`, () => {
      assert.throws(
        () => assertOpenable(url),
        (error) => {
          assert.ok(error instanceof CredentialError);
          assert.equal(error.failure, 'protocol');
          assert.ok(error.message.includes(why), error.message);
          return true;
        },
      );
    });
  }

  it('does not repeat a password in its message', () => {
    assert.throws(
      () => assertOpenable('https://user:hunter2@example.org/'),
      (error) => error instanceof Error && !error.message.includes('hunter2'),
    );
  });
});

describe('assertOpenable, for a URL of a server', () => {
  const REMOTE = 'https://connect.example.org/';

  it('refuses one that points to this machine if the server is on another one', () => {
    for (const url of ['http://127.0.0.1:8787/x', 'https://localhost/x', 'http://[::1]/x']) {
      assert.throws(() => assertOpenable(url, REMOTE), {
        failure: 'protocol',
        message: /it points to this machine, but the server is on another one/,
      });
    }
  });

  it('accepts it from a server on this machine, and any other address from a server on another one', () => {
    assertOpenable('http://127.0.0.1:8787/x', 'http://localhost:3939/');
    assertOpenable('https://idp.example.org/x', REMOTE);
    assertOpenable('https://idp.example.org/x', 'http://localhost:3939/');
  });

  it('says first what is wrong wherever the URL comes from', () => {
    assert.throws(() => assertOpenable('https://user@localhost/', REMOTE), /user name or password/);
  });
});

describe('asAscii', () => {
  it('leaves a URL as it was sent, and encodes only what is not ASCII', () => {
    const sent = 'HTTPS://Example.org/%7Ea/../b?x=%20&y=+';
    assert.equal(asAscii(sent), sent);
    assert.equal(asAscii('https://bücher.example/ä?q=ö'), 'https://xn--bcher-kva.example/%C3%A4?q=%C3%B6');
    assert.equal(asAscii('https://example.org/ä/b'), 'https://example.org/%C3%A4/b');
  });
});

describe('redactUrl', () => {
  const examples = [
    ['https://workbench.example.org', 'https://workbench.example.org'],
    ['https://workbench.example.org/', 'https://workbench.example.org'],
    ['https://workbench.example.org:8443/base/path', 'https://workbench.example.org:8443/base/path'],
    ['http://[::1]:8787/base', 'http://[::1]:8787/base'],
    ['http://user:password@proxy.example.org:3128', 'http://…@proxy.example.org:3128'],
    ['http://user@proxy.example.org:3128/', 'http://…@proxy.example.org:3128'],
    ['http://:password@proxy.example.org', 'http://…@proxy.example.org'],
    ['socks5://user:password@proxy.example.org:1080', 'socks5://…@proxy.example.org:1080'],
    ['  http://user:password@proxy.example.org ', 'http://…@proxy.example.org'],
    ['HTTP://user:password@PROXY.example.org', 'http://…@proxy.example.org'],
    ['https://example.org/base?token=1', 'https://example.org/base?…'],
    ['https://example.org/base#token', 'https://example.org/base?…'],
    ['proxy.example.org:3128', 'proxy.example.org:3128'],
    ['proxy.example.org/a://b', 'proxy.example.org/a://b'],
    ['ftp://proxy.example.org:2121', 'ftp://proxy.example.org:2121'],
    ['user:password@proxy.example.org:3128', '…@proxy.example.org:3128'],
  ] as const;
  for (const [text, shown] of examples) {
    it(`of ${text} is ${shown}`, () => assert.equal(redactUrl(text), shown));
  }

  for (const text of ['', ' ', 'http://', 'http://:nowhere', 'http://a b/', 'http://example.org:port']) {
    it(`of ${JSON.stringify(text)} says that it is not a URL`, () =>
      assert.equal(redactUrl(text), 'set, but not a URL'));
  }

  const ambiguous = [
    'http://user:12/34@proxy.example.org:3128',
    'http://user:12#34@proxy.example.org:3128',
    'http://user:12?34@proxy.example.org:3128',
    'http://user:12\\34@proxy.example.org:3128',
    'user:p://w@proxy.example.org:3128',
    'data:text,p://w@proxy.example.org',
    'p://@proxy.example.org:3128',
  ];
  for (const text of ambiguous) {
    it(`of ${JSON.stringify(text)} reveals nothing, since all of it may be a password`, () =>
      assert.match(redactUrl(text), /^set, but not/));
  }

  /** In upper case, as no host that is shown has it, and found in any. */
  const SECRET = 'S3CRET';
  const delimiter = fc.constantFrom(...Array.from('/?#@:\\%[] \t\n1.'));
  const around = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: delimiter }));
  const secret = fc.tuple(around, around).map(([before, after]) => `${before}${SECRET}${after}`);
  const start = fc.constantFrom('', 'http://', 'https://', 'socks5://', 'HTTPS://', ' http://', 'http:', 'file://');
  const end = fc.constantFrom('proxy.example.org:3128', '[::1]:3128/', 'example.org/base');

  function assertHidden(text: string): void {
    const shown = redactUrl(text);
    assert.ok(!shown.toUpperCase().includes(SECRET), shown);
  }

  it('never shows a user name or a password, however it is written', () =>
    fc.assert(
      fc.property(start, secret, around, end, fc.boolean(), (scheme, hidden, other, host, isUser) =>
        assertHidden(`${scheme}${isUser ? hidden : other}:${isUser ? other : hidden}@${host}`),
      ),
      { numRuns: 2_000 },
    ));

  it('never shows a user name without a password', () =>
    fc.assert(
      fc.property(start, secret, end, (scheme, user, host) => assertHidden(`${scheme}${user}@${host}`)),
      { numRuns: 2_000 },
    ));

  it('never shows a query or a fragment', () =>
    fc.assert(
      fc.property(start, end, fc.constantFrom('?', '#'), secret, (scheme, host, mark, hidden) =>
        assertHidden(`${scheme}${host}${mark}${hidden}`),
      ),
      { numRuns: 2_000 },
    ));

  it('shows the rest of an address with an encoded account', () =>
    fc.assert(
      fc.property(fc.webUrl(), secret, secret, (url, user, password) => {
        const hidden = new URL(url);
        [hidden.username, hidden.password] = [encodeURIComponent(user), encodeURIComponent(password)];
        assert.equal(redactUrl(hidden.href), redactUrl(url).replace('://', '://…@'));
        assertHidden(hidden.href);
      }),
    ));
});

describe('redactIfUrl', () => {
  const examples = [
    ['prod', 'prod'],
    ['Reports (EU), staging', 'Reports (EU), staging'],
    ['connect.example.com:3939/rsc', 'connect.example.com:3939/rsc'],
    ['https://connect.example.com/rsc', 'https://connect.example.com/rsc'],
    ['https://alice:hunter2@connect.example.com/?key=k1', 'https://…@connect.example.com?…'],
    ['alice:hunter2@connect.example.com', '…@connect.example.com'],
    ['connect.example.com?key=k1', 'connect.example.com?…'],
    ['connect.example.com#k1', 'connect.example.com?…'],
  ] as const;
  for (const [name, shown] of examples) {
    it(`of ${name} is ${shown}`, () => assert.equal(redactIfUrl(name), shown));
  }
});
