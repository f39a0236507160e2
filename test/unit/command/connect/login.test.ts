import assert from 'node:assert/strict';
import { login } from '../../../../src/command/connect/login.js';
import type { LoginRequest } from '../../../../src/command/connect/loginOptions.js';
import { Terminal } from '../../../../src/command/terminal.js';
import type { FinishLoginRequest, LoginOutcome, ServerLoginRequest } from '../../../../src/core/serverLogins.js';
import { RecordingLog } from '../../recordingLog.js';

const URL = 'https://connect.example.com';
const REQUEST: LoginRequest = {
  ...{ server: URL, name: undefined, insecure: false, cacert: undefined, identityToken: undefined },
  ...{ useDeviceCode: false, clientId: undefined, setDefault: true, isFinishedLater: false },
};
const LATER: LoginRequest = { ...REQUEST, isFinishedLater: true };
const FINISH: FinishLoginRequest = { finish: 'main', seconds: 120 };

const SIGNED_IN: LoginOutcome = {
  kind: 'signedIn',
  server: {
    ...{ name: 'main', url: URL, isDefault: true, isSignedIn: true },
    ...{ username: 'ada', role: undefined, expiry: undefined },
  },
};
const NOT_IN_TIME: LoginOutcome = { kind: 'notInTime', name: 'main', seconds: 120 };
const PENDING: LoginOutcome = { kind: 'pending', name: 'main', url: URL, code: undefined };
const CODE = { page: `${URL}/device`, userCode: 'ABCD', expiresAt: 0 };

describe('What credentials login writes', () => {
  /** The exit code, standard output and standard error of a sign-in that ends like this; and what was asked for. */
  async function endOf(request: LoginRequest | FinishLoginRequest, outcome: LoginOutcome) {
    let [written, said] = ['', ''];
    const asked: (ServerLoginRequest | FinishLoginRequest)[] = [];
    const code = await login(request, {
      logins: {
        logIn: (each) => {
          asked.push(each);
          return Promise.resolve(outcome);
        },
        logOut: () => assert.fail('No one signs out'),
      },
      progress: { opened: () => undefined, told: () => undefined, log: new RecordingLog() },
      terminal: new Terminal({ write: (text) => (written += text) }, { write: (text) => (said += text) }),
      // oxlint-disable-next-line typescript/require-await -- An async generator, as a stream is.
      input: async function* () {
        yield Buffer.from(' token-of-the-job\n');
      },
    });
    return { result: [code, written, said], asked: asked[0] };
  }

  for (const [what, request, outcome, result] of [
    [
      'is whether it is the default server',
      REQUEST,
      SIGNED_IN,
      [0, `Signed in to main (${URL}) as ada.\nmain is now the default server.\n`, ''],
    ],
    [
      'is nothing of the default server if that stays another one',
      { ...REQUEST, setDefault: false },
      SIGNED_IN,
      [0, `Signed in to main (${URL}) as ada.\n`, ''],
    ],
    [
      'is that the time is over, with exit code 1',
      REQUEST,
      NOT_IN_TIME,
      [1, '', 'credentials: You have not signed in to main within 120 s. Run the same command again.\n'],
    ],
    [
      'for the first step is what the user has to enter, and where',
      LATER,
      { ...PENDING, code: CODE },
      [
        0,
        `{"status":"pending","name":"main","server":"${URL}","verification_uri":"${URL}/device","user_code":"ABCD","expires_in":0}\n`,
        '',
      ],
    ],
    [
      'for the last step is that it is done',
      FINISH,
      SIGNED_IN,
      [0, `{"status":"done","name":"main","server":"${URL}"}\n`, ''],
    ],
    [
      'for a step before it is that it is pending',
      FINISH,
      PENDING,
      [0, `{"status":"pending","name":"main","server":"${URL}"}\n`, ''],
    ],
    [
      'for a step that takes too long is that it is pending, without the server',
      FINISH,
      NOT_IN_TIME,
      [0, '{"status":"pending","name":"main","server":null}\n', ''],
    ],
  ] as const) {
    it(what, async () => {
      assert.deepEqual((await endOf(request, outcome)).result, result);
    });
  }

  it('says how many seconds a code is still valid', async () => {
    const code = { ...CODE, expiresAt: Date.now() + 3_600_000 };
    const { result } = await endOf(LATER, { ...PENDING, code });
    const { expires_in: seconds } = JSON.parse(String(result[1])) as { expires_in: number };
    assert.ok(Number.isInteger(seconds) && seconds > 3_000 && seconds <= 3_600, String(seconds));
  });

  it('follows what was read of standard input and files, but not of a certificate that is not used', async () => {
    const { asked } = await endOf(
      { ...REQUEST, insecure: true, cacert: '/nonexistent.pem', identityToken: { text: '-' } },
      SIGNED_IN,
    );
    assert.ok(asked && 'server' in asked);
    assert.deepEqual([asked.caCertificate, asked.identityToken?.reveal()], [undefined, 'token-of-the-job']);
  });
});
