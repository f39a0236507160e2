import assert from 'node:assert/strict';
import { type LoginArguments, type LoginRequest, loginRequest } from '../../../src/command/connect/loginOptions.js';
import { wantedServer } from '../../../src/command/connect/logout.js';

const URL = 'https://connect.example.com';
const NOTHING: LoginArguments = { setDefault: true, wait: true, verbose: 0 };

const requested = (given: Partial<LoginArguments>, environment = {}, positional: string | undefined = URL) =>
  loginRequest(positional, { ...NOTHING, ...given }, environment);

/** A sign-in, as opposed to a sentence, or to one that is finished. */
function signInOf(request: ReturnType<typeof loginRequest>): LoginRequest {
  assert.ok(typeof request === 'object' && !('finish' in request));
  return request;
}

describe('The options of credentials login', () => {
  it('are all optional but the server', () => {
    assert.deepEqual(requested({}), {
      ...{ server: URL, name: undefined, insecure: false, cacert: undefined, identityToken: undefined },
      ...{ useDeviceCode: false, clientId: undefined, setDefault: true, isFinishedLater: false },
    });
  });

  const environment = {
    CONNECT_SERVER: 'https://variable.example.com',
    CONNECT_CA_CERTIFICATE: 'variable.pem',
    CONNECT_IDENTITY_TOKEN_FILE: 'variable.txt',
  };

  it('come from the environment, too', () => {
    const { server, cacert, identityToken } = signInOf(loginRequest(undefined, NOTHING, environment));
    assert.deepEqual(
      [server, cacert, identityToken],
      ['https://variable.example.com', 'variable.pem', { file: 'variable.txt' }],
    );
  });

  it('take precedence over it', () => {
    const request = requested({ cacert: 'argument.pem', identityTokenFile: 'argument.txt' }, environment);
    const { server, cacert, identityToken } = signInOf(request);
    assert.deepEqual([server, cacert, identityToken], [URL, 'argument.pem', { file: 'argument.txt' }]);
  });

  for (const [value, insecure] of [
    ['1', true],
    ['True', true],
    ['yes', true],
    ['0', false],
    ['off', false],
    ['', false],
  ] as const) {
    it(`CONNECT_INSECURE=${value} means ${insecure}`, () => {
      assert.equal(signInOf(requested({}, { CONNECT_INSECURE: value })).insecure, insecure);
    });
  }

  it('--insecure overrides CONNECT_CA_CERTIFICATE, and --cacert overrides CONNECT_INSECURE', () => {
    const one = signInOf(requested({ insecure: true }, environment));
    const other = signInOf(requested({ cacert: 'a.pem' }, { CONNECT_INSECURE: '1' }));
    assert.deepEqual([one.insecure, one.cacert, other.insecure, other.cacert], [true, undefined, false, 'a.pem']);
  });

  it('are the nickname, the client and an identity token, unless they are empty', () => {
    const given = signInOf(requested({ name: 'prod', clientId: 'client', identityToken: 'token' }));
    assert.deepEqual([given.name, given.clientId, given.identityToken], ['prod', 'client', { text: 'token' }]);
    const empty = signInOf(requested({ name: '', clientId: '' }, {}, 'HTTP://connect.example.com'));
    assert.deepEqual([empty.name, empty.clientId, empty.server], [undefined, undefined, 'HTTP://connect.example.com']);
  });

  it('--no-wait starts a sign-in that is finished later', () => {
    assert.equal(signInOf(requested({ wait: false })).isFinishedLater, true);
  });

  it('--finish needs only the name and waits 120 seconds, whatever the environment has', () => {
    const finishing = { ...NOTHING, finish: true, name: 'prod' };
    assert.deepEqual(loginRequest(undefined, finishing, environment), { finish: 'prod', seconds: 120 });
    assert.deepEqual(loginRequest(undefined, { ...finishing, timeout: 9 }, {}), { finish: 'prod', seconds: 9 });
  });

  for (const [what, request, problem] of [
    ['no server', () => loginRequest(undefined, NOTHING, {}), /^Give the URL of the server/],
    ['two servers', () => requested({ server: URL }), /only once/],
    ['a server without a scheme', () => requested({}, {}, 'connect.example.com'), /must begin with http or https/],
    ['a server with another scheme', () => requested({}, {}, 'httpx://connect.example.com'), /must begin with http/],
    [
      'a server behind another scheme',
      () => requested({}, {}, 'x:https://connect.example.com'),
      /must begin with http/,
    ],
    [
      '--insecure with --cacert',
      () => requested({ insecure: true, cacert: 'a.pem' }),
      /one of --insecure and --cacert$/,
    ],
    [
      'CONNECT_INSECURE with CONNECT_CA_CERTIFICATE',
      () => requested({}, { ...environment, CONNECT_INSECURE: '1' }),
      /one of CONNECT_INSECURE and CONNECT_CA_CERTIFICATE$/,
    ],
    [
      'CONNECT_INSECURE that is neither true nor false',
      () => requested({}, { CONNECT_INSECURE: 'maybe' }),
      /^CONNECT_INSECURE must be true or false$/,
    ],
    [
      'two identity tokens',
      () => requested({ identityToken: 'a', identityTokenFile: 'b' }),
      /one of --identity-token and --identity-token-file$/,
    ],
    [
      'an identity token and a variable with a file',
      () => requested({ identityToken: 'a' }, environment),
      /one of --identity-token and CONNECT_IDENTITY_TOKEN_FILE$/,
    ],
    [
      'two variables for identity tokens',
      () => requested({}, { ...environment, CONNECT_IDENTITY_TOKEN: 'a' }),
      /one of CONNECT_IDENTITY_TOKEN and CONNECT_IDENTITY_TOKEN_FILE$/,
    ],
    [
      '--no-wait with --finish',
      () => requested({ wait: false, finish: true, name: 'prod' }, {}, ''),
      /one of --no-wait and --finish$/,
    ],
    ['--no-wait with an identity token', () => requested({ wait: false, identityToken: 'a' }), /--no-wait/],
    ['--no-wait with a variable for identity tokens', () => requested({ wait: false }, environment), /--no-wait/],
    ['--timeout without --finish', () => requested({ timeout: 9 }), /--timeout only with --finish$/],
    ['--finish without --name', () => requested({ finish: true }, {}, ''), /with --name$/],
    ['--finish with a server', () => requested({ finish: true, name: 'prod' }), /^Give only --name and --timeout/],
    [
      '--finish with --server',
      () => requested({ finish: true, name: 'prod', server: URL }, {}, ''),
      /^Give only --name and --timeout/,
    ],
    [
      '--finish with --insecure',
      () => requested({ finish: true, name: 'prod', insecure: true }, {}, ''),
      /^Give only --name and --timeout/,
    ],
    [
      '--finish with --no-set-default',
      () => requested({ finish: true, name: 'prod', setDefault: false }, {}, ''),
      /^Give only --name and --timeout/,
    ],
  ] as const) {
    it(`are refused with ${what}`, () => {
      const said = request();
      assert.ok(typeof said === 'string');
      assert.match(said, problem);
      assert.match(said, /^[A-Z].*[^.]$/);
    });
  }
});

describe('The server of credentials logout', () => {
  const given = { verbose: 0 };

  it('is named by exactly one of three', () => {
    assert.deepEqual(wantedServer(URL, given), { url: URL });
    assert.deepEqual(wantedServer(undefined, { ...given, server: URL }), { url: URL });
    assert.deepEqual(wantedServer(undefined, { ...given, name: 'prod' }), { name: 'prod' });
    assert.deepEqual(wantedServer('', { ...given, server: URL }), { url: URL });
    assert.equal(typeof wantedServer(undefined, given), 'string');
    assert.equal(typeof wantedServer(URL, { ...given, name: 'prod' }), 'string');
    assert.equal(typeof wantedServer(URL, { ...given, server: URL }), 'string');
  });
});
