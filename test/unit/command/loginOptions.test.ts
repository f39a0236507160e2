import assert from 'node:assert/strict';
import { type LoginArguments, loginRequest } from '../../../src/command/connect/loginOptions.js';
import { wantedServer } from '../../../src/command/connect/logout.js';

const URL = 'https://connect.example.com';
const NOTHING: LoginArguments = { setDefault: true, verbose: 0 };

const requested = (given: Partial<LoginArguments>, environment = {}, positional: string | undefined = URL) =>
  loginRequest(positional, { ...NOTHING, ...given }, environment);

describe('The options of credentials login', () => {
  it('are all optional but the server', () => {
    assert.deepEqual(requested({}), {
      ...{ server: URL, name: undefined, insecure: false, cacert: undefined, identityToken: undefined },
      ...{ useDeviceCode: false, clientId: undefined, setDefault: true },
    });
  });

  const environment = {
    CONNECT_SERVER: 'https://variable.example.com',
    CONNECT_CA_CERTIFICATE: 'variable.pem',
    CONNECT_IDENTITY_TOKEN_FILE: 'variable.txt',
  };

  it('come from the environment, too', () => {
    const request = loginRequest(undefined, NOTHING, environment);
    assert.ok(typeof request === 'object');
    const { server, cacert, identityToken } = request;
    assert.deepEqual(
      [server, cacert, identityToken],
      ['https://variable.example.com', 'variable.pem', { file: 'variable.txt' }],
    );
  });

  it('take precedence over it', () => {
    const request = requested({ cacert: 'argument.pem', identityTokenFile: 'argument.txt' }, environment);
    assert.ok(typeof request === 'object');
    const { server, cacert, identityToken } = request;
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
      const request = requested({}, { CONNECT_INSECURE: value });
      assert.ok(typeof request === 'object');
      assert.equal(request.insecure, insecure);
    });
  }

  it('--insecure overrides CONNECT_CA_CERTIFICATE, and --cacert overrides CONNECT_INSECURE', () => {
    const [one, other] = [
      requested({ insecure: true }, environment),
      requested({ cacert: 'a.pem' }, { CONNECT_INSECURE: '1' }),
    ];
    assert.ok(typeof one === 'object' && typeof other === 'object');
    assert.deepEqual([one.insecure, one.cacert, other.insecure, other.cacert], [true, undefined, false, 'a.pem']);
  });

  for (const [what, problem] of [
    ['no server', loginRequest(undefined, NOTHING, {})],
    ['two servers', requested({ server: URL })],
    ['a server without a scheme', requested({}, {}, 'connect.example.com')],
    ['a server with another scheme', requested({}, {}, 'httpx://connect.example.com')],
    ['--insecure with --cacert', requested({ insecure: true, cacert: 'a.pem' })],
    ['CONNECT_INSECURE with CONNECT_CA_CERTIFICATE', requested({}, { ...environment, CONNECT_INSECURE: '1' })],
    ['CONNECT_INSECURE that is neither true nor false', requested({}, { CONNECT_INSECURE: 'maybe' })],
    ['two identity tokens', requested({ identityToken: 'a', identityTokenFile: 'b' })],
    ['an identity token and a variable with a file', requested({ identityToken: 'a' }, environment)],
    ['two variables for identity tokens', requested({}, { ...environment, CONNECT_IDENTITY_TOKEN: 'a' })],
  ] as const) {
    it(`are refused with ${what}`, () => {
      assert.ok(typeof problem === 'string');
      assert.match(problem, /^[A-Z].*[^.]$/);
    });
  }
});

describe('The server of credentials logout', () => {
  const given = { verbose: 0 };

  it('is named by exactly one of three', () => {
    assert.deepEqual(wantedServer(URL, given), { url: URL });
    assert.deepEqual(wantedServer(undefined, { ...given, server: URL }), { url: URL });
    assert.deepEqual(wantedServer(undefined, { ...given, name: 'prod' }), { name: 'prod' });
    assert.equal(typeof wantedServer(undefined, given), 'string');
    assert.equal(typeof wantedServer(URL, { ...given, name: 'prod' }), 'string');
    assert.equal(typeof wantedServer(URL, { ...given, server: URL }), 'string');
  });
});
