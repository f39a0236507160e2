import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import {
  isBrokered,
  readServer,
  readSession,
  readWindow,
  type Session,
  WINDOW_VARIABLE,
} from '../../../src/workbench/session.js';
import { isTooOld, serverAddressOf, serverUrlOf } from '../../../src/workbench/sessionServer.js';

const ADDRESS = 'http://localhost:8787';

/** The session of an environment, which has to be one. */
function sessionOf(environment: Readonly<Record<string, string>>): Session {
  const session = readSession({ POSIT_PRODUCT: 'WORKBENCH', ...environment });
  assert.ok(session);
  return session;
}

describe('A process is in a session', () => {
  const inside = {
    'when POSIT_PRODUCT is WORKBENCH': { POSIT_PRODUCT: 'WORKBENCH' },
    'on older servers, when there is an RS_SERVER_ADDRESS': { RS_SERVER_ADDRESS: ADDRESS },
    'of another product with an RS_SERVER_ADDRESS': { POSIT_PRODUCT: 'OTHER', RS_SERVER_ADDRESS: ADDRESS },
  };
  for (const [when, environment] of Object.entries(inside)) {
    it(when, () => assert.ok(readSession(environment)));
  }

  const outside = {
    'with an empty environment': {},
    'when RS_SERVER_ADDRESS is empty': { RS_SERVER_ADDRESS: '' },
    'when RS_SERVER_ADDRESS is blank': { RS_SERVER_ADDRESS: ' ' },
    'of another product': { POSIT_PRODUCT: 'CONNECT' },
    'for a cookie or a URL for the browser alone': { RS_SESSION_RPC_COOKIE: 'x', RS_SERVER_URL: 'https://h/' },
  };
  for (const [when, environment] of Object.entries(outside)) {
    it(`not ${when}`, () => assert.equal(readSession(environment), undefined));
  }
});

describe('The broker of an editor window, by the variables in its terminals', () => {
  const session = { POSIT_PRODUCT: 'WORKBENCH', RS_SERVER_ADDRESS: ADDRESS, PWB_SESSION_RUNTIME_DIR: '/run/broker' };
  const brokered = { ...session, AVAILABLE_CREDENTIALS_BROKER: '1' };

  it('is a server for code that asks, with the facts of a session', () => {
    assert.deepEqual(readServer(brokered), readSession(session));
    assert.equal(isBrokered(brokered), true);
  });

  it('is not a session, so that an editor that was started there does not mistake it for one', () => {
    assert.equal(readSession(brokered), undefined);
  });

  it('is not recognised without its own variable: a Workbench is a server and a session', () => {
    for (const value of [undefined, '', '0', 'true', ' 1']) {
      const environment = { ...session, AVAILABLE_CREDENTIALS_BROKER: value };
      assert.equal(isBrokered(environment), false);
      assert.deepEqual(readSession(environment), readServer(environment));
      assert.ok(readServer(environment));
    }
  });

  it('is not a server if only its own variable is set', () => {
    assert.equal(readServer({ AVAILABLE_CREDENTIALS_BROKER: '1' }), undefined);
    assert.equal(readServer({}), undefined);
  });
});

describe("A session's facts", () => {
  it('are those of its variables', () => {
    assert.deepEqual(
      sessionOf({
        RS_SERVER_ADDRESS: ADDRESS,
        RS_SERVER_URL: 'https://workbench.example.org/',
        RSTUDIO_VERSION: '2026.01.0',
        PWB_SESSION_RUNTIME_DIR: '/run/session',
        REQUESTS_CA_BUNDLE: '/etc/ca.pem',
      }),
      {
        serverAddress: ADDRESS,
        serverUrl: 'https://workbench.example.org/',
        version: '2026.01.0',
        runtimeFolder: '/run/session',
        caBundle: { path: '/etc/ca.pem', variable: 'REQUESTS_CA_BUNDLE' },
      },
    );
  });

  it('are absent where a variable is missing or blank', () => {
    const absent = {
      serverAddress: undefined,
      serverUrl: undefined,
      version: undefined,
      runtimeFolder: undefined,
      caBundle: undefined,
    };
    assert.deepEqual(sessionOf({}), absent);
    assert.deepEqual(sessionOf({ RS_SERVER_ADDRESS: '', RS_SERVER_URL: ' ', RSTUDIO_VERSION: '' }), absent);
  });

  it('name the CA bundle of REQUESTS_CA_BUNDLE before that of CURL_CA_BUNDLE', () => {
    const both = { REQUESTS_CA_BUNDLE: '/requests.pem', CURL_CA_BUNDLE: '/curl.pem' };
    const curl = { path: '/curl.pem', variable: 'CURL_CA_BUNDLE' };
    assert.deepEqual(sessionOf(both).caBundle, { path: '/requests.pem', variable: 'REQUESTS_CA_BUNDLE' });
    assert.deepEqual(sessionOf({ ...both, REQUESTS_CA_BUNDLE: '' }).caBundle, curl);
    assert.deepEqual(sessionOf({ CURL_CA_BUNDLE: '/curl.pem' }).caBundle, curl);
  });
});

describe('A version of Workbench', () => {
  const tooOld = [
    '2025.12.0',
    '2025.12.1',
    '2025.09.2+418.pro4',
    '2025.12.0-daily+324.pro1',
    '2026.00.9',
    '2024.12',
    '1.4.1717-3',
    '2025',
  ];
  for (const version of tooOld) {
    it(`${version} is too old`, () => assert.equal(isTooOld(version), true));
  }

  const newEnough = [
    '2026.01.0',
    '2026.1.0',
    '2026.01',
    '2026.1',
    '2026.01.0+392.pro5',
    '2026.01.0-daily+12.pro1',
    '2026.01.1',
    '2026.02.0',
    '2026.10.0',
    '2026.12.0',
    '2027.01.0',
    '10000.1.0',
  ];
  for (const version of newEnough) {
    it(`${version} is not`, () => assert.equal(isTooOld(version), false));
  }

  for (const version of ['2025.11.0-dev', '2025.12.0-dev+99', '2024.04.0+dev.1', 'dev']) {
    it(`${version} is a developer's, and never refused`, () => assert.equal(isTooOld(version), false));
  }

  for (const version of [undefined, '', 'unknown', 'v2025.12.0', '2025.x', '2025..1', 'Apple Blossom', '-2025.12.0']) {
    it(`${JSON.stringify(version)} can't be read, and is never refused`, () => assert.equal(isTooOld(version), false));
  }
});

const CONFIGURATION = (name: string) => (error: unknown) =>
  error instanceof CredentialError && error.failure === 'configuration' && error.message.includes(name);

describe('RS_SERVER_ADDRESS', () => {
  for (const url of [ADDRESS, 'https://example.com/workbench', 'http://[::1]:8787/']) {
    it(`may be ${url}`, () => assert.equal(serverAddressOf(sessionOf({ RS_SERVER_ADDRESS: url })), url));
  }

  for (const url of [
    'localhost:8787',
    'workbench.example.org',
    '/workbench',
    'ftp://h/',
    'file:///x',
    'http://',
    'http://a b',
  ]) {
    it(`is a configuration error when it is ${url}`, () => {
      assert.throws(() => serverAddressOf(sessionOf({ RS_SERVER_ADDRESS: url })), CONFIGURATION('RS_SERVER_ADDRESS'));
    });
  }

  it('is reported if it is missing, with what the administrator has to configure', () => {
    assert.throws(() => serverAddressOf(sessionOf({})), CONFIGURATION('launcher-sessions-callback-address'));
  });
});

describe('RS_SERVER_URL', () => {
  const examples = {
    'https://workbench.example.org/': 'https://workbench.example.org',
    'https://workbench.example.org': 'https://workbench.example.org',
    'https://workbench.example.org/base/': 'https://workbench.example.org/base',
    'https://workbench.example.org/base//': 'https://workbench.example.org/base',
    'https://workbench.example.org/base/?x=/1&y=2#top': 'https://workbench.example.org/base',
    'https://workbench.example.org:8443?x=1': 'https://workbench.example.org:8443',
  };
  for (const [url, base] of Object.entries(examples)) {
    it(`${url} is used as ${base}`, () => assert.equal(serverUrlOf(sessionOf({ RS_SERVER_URL: url })), base));
  }

  for (const url of ['workbench.example.org', '//workbench.example.org/', 'javascript:alert(1)']) {
    it(`is a configuration error when it is ${url}`, () => {
      assert.throws(() => serverUrlOf(sessionOf({ RS_SERVER_URL: url })), CONFIGURATION('RS_SERVER_URL'));
    });
  }

  it('is reported if it is missing, with what the user can do by hand', () => {
    assert.throws(() => serverUrlOf(sessionOf({})), CONFIGURATION('Managed Credentials'));
  });
});

describe('The window of a terminal in a Workbench session', () => {
  it('is read from one variable: its URL, and its folder, which may have spaces', () => {
    const window = readWindow({ [WINDOW_VARIABLE]: 'http://127.0.0.1:43210 /run/my folder' });
    assert.deepEqual(window, {
      ...{ serverAddress: 'http://127.0.0.1:43210', runtimeFolder: '/run/my folder' },
      ...{ serverUrl: undefined, version: undefined, caBundle: undefined },
    });
  });

  it('is not read from anything else', () => {
    for (const text of [
      undefined,
      '',
      'http://127.0.0.1:43210',
      'http://127.0.0.1:43210 ',
      'http://127.0.0.1: /run',
      'http://127.0.0.1:x /run',
      'https://127.0.0.1:43210 /run',
      'http://192.0.2.1:43210 /run',
      ' http://127.0.0.1:43210 /run',
      'http://127.0.0.1:43210 /run\nmore',
    ]) {
      assert.equal(readWindow({ [WINDOW_VARIABLE]: text }), undefined, text);
    }
  });
});
