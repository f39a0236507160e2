import assert from 'node:assert/strict';
import { BrokerLogins } from '../../../../src/broker/logins.js';
import type { Parameters } from '../../../../src/broker/workbench/call.js';
import { serverLogin, serverLogout } from '../../../../src/broker/workbench/loginMethods.js';
import { Secret } from '../../../../src/core/secret.js';
import type {
  FinishLoginRequest,
  LoginOutcome,
  LoginProgress,
  ServerLoginRequest,
  WantedServer,
} from '../../../../src/core/serverLogins.js';
import { FakeClock, settle } from '../../fakeClock.js';
import { RecordingLog } from '../../recordingLog.js';

const SERVER = 'https://connect.example.org';

/** What a sign-in is asked for if a program names only the server. */
const USUAL: ServerLoginRequest = {
  ...{ server: SERVER, name: undefined, clientId: undefined, identityToken: undefined, caCertificate: undefined },
  ...{ insecure: false, useDeviceCode: false, setDefault: false, isFinishedLater: false },
};

/** What is not text, or says nothing. */
const NO_TEXTS = [undefined, null, '', 1, true, ['x'], { x: 'x' }];

describe('A program that signs in to a server', () => {
  function setUp() {
    const requests: (ServerLoginRequest | FinishLoginRequest)[] = [];
    const signedOut: WantedServer[] = [];
    const clock = new FakeClock();
    let running: { readonly progress: LoginProgress; readonly succeed: (outcome: LoginOutcome) => void } | undefined;
    let signal: AbortSignal | undefined;
    const serverLogins = {
      logIn: (request: ServerLoginRequest | FinishLoginRequest, progress: LoginProgress, aborted: AbortSignal) => {
        requests.push(request);
        signal = aborted;
        return new Promise<LoginOutcome>((succeed, fail) => {
          running = { progress, succeed };
          aborted.addEventListener('abort', () => fail(new Error('aborted')));
        });
      },
      logOut: (wanted: WantedServer, progress: LoginProgress) => {
        signedOut.push(wanted);
        progress.log.info('The tokens are revoked.');
        progress.told('Delete the client on the server.');
        return Promise.resolve('Sta\nging');
      },
    };
    const logins = new BrokerLogins(() => Promise.resolve(serverLogins), clock, new RecordingLog());
    const call = (parameters: Parameters) => serverLogin(logins, parameters);
    /** Starts to sign in, as a program that names the server and no more. Returns what identifies the sign-in. */
    const start = async (parameters: Parameters = { server: SERVER }) => {
      const { answer } = await call(parameters);
      await settle();
      return (answer as { readonly login: string }).login;
    };
    const requestFor = async (parameters: Parameters) => {
      await start(parameters);
      return requests.at(-1);
    };
    /** How the program learns of the end. */
    const end = async (outcome: LoginOutcome) => {
      const login = await start();
      running?.succeed(outcome);
      await settle();
      const { answer, logged } = await call({ login });
      return { login, answer, logged };
    };
    const progress = () => running?.progress ?? assert.fail('It has not started');
    const logOut = (parameters: Parameters) => serverLogout(logins, parameters);
    return { clock, call, start, requestFor, end, progress, logOut, signedOut, isAborted: () => signal?.aborted };
  }

  it('gets at once what identifies the sign-in', async () => {
    const { call } = setUp();
    const { answer, logged } = await call({ server: SERVER });
    const { login, ...rest } = answer as { readonly login: string };
    assert.match(login, /^[\da-f-]{36}$/);
    assert.deepEqual([rest, logged], [{ notes: [] }, `${SERVER}: started`]);
  });

  it('can choose how', async () => {
    const { requestFor } = setUp();
    assert.deepEqual(await requestFor({ server: SERVER }), USUAL);
    for (const [parameters, chosen] of [
      [{ name: 'staging' }, { name: 'staging' }],
      [{ client_id: 'client' }, { clientId: 'client' }],
      [{ ca_certificate: 'PEM' }, { caCertificate: 'PEM' }],
      [{ insecure: true }, { insecure: true }],
      [{ device_code: true }, { useDeviceCode: true }],
      [{ default: true }, { setDefault: true }],
      [{ no_wait: true }, { isFinishedLater: true }],
    ] as const) {
      assert.deepEqual(await requestFor({ server: SERVER, ...parameters }), { ...USUAL, ...chosen });
    }
    const request = await requestFor({ server: SERVER, identity_token: 'canary-identity' });
    const { identityToken } = request as ServerLoginRequest;
    assert.ok(identityToken instanceof Secret);
    assert.equal(identityToken.reveal(), 'canary-identity');
    assert.deepEqual(request, { ...USUAL, identityToken });
  });

  it('chooses nothing by a value of another type', async () => {
    const { requestFor } = setUp();
    for (const text of NO_TEXTS) {
      const texts = { name: text, client_id: text, ca_certificate: text, identity_token: text, finish: text };
      assert.deepEqual(await requestFor({ server: SERVER, ...texts }), USUAL);
    }
    for (const flag of ['true', 1, {}, [true], null]) {
      const flags = { insecure: flag, device_code: flag, default: flag, no_wait: flag, cancel: flag, login: 1 };
      assert.deepEqual(await requestFor({ server: SERVER, ...flags }), USUAL);
    }
  });

  it('can finish one that was started before, for some seconds', async () => {
    const { requestFor } = setUp();
    assert.deepEqual(await requestFor({ finish: 'staging', seconds: 30, server: SERVER }), {
      finish: 'staging',
      seconds: 30,
    });
    for (const seconds of [undefined, '30', -1, 0.5, Number.NaN, 2 ** 53]) {
      assert.deepEqual(await requestFor({ finish: 'staging', seconds }), { finish: 'staging', seconds: 0 });
    }
  });

  it('must name the server', async () => {
    const { call, logOut, signedOut } = setUp();
    for (const server of NO_TEXTS) {
      await assert.rejects(call({ server }), /^CredentialError: .*server/);
      await assert.rejects(logOut({ server, name: server }), /^CredentialError: .*server/);
    }
    assert.deepEqual(signedOut, []);
  });

  it('is named in the log by a server or nickname on one line, without a password', async () => {
    const { call } = setUp();
    const logged = async (parameters: Parameters) => (await call(parameters)).logged;
    assert.equal(
      await logged({ server: 'https://ada:canary@connect.example.org/x' }),
      'https://…@connect.example.org/x: started',
    );
    assert.equal(await logged({ server: 'connect\nerror: forged' }), 'connect error: forged: started');
    assert.equal(await logged({ finish: 'sta\nging' }), 'sta ging: started');
  });

  it('gets what it has not received yet while the sign-in goes on', async () => {
    const { call, start, progress, clock } = setUp();
    const login = await start({ server: SERVER, verbose: 1 });
    const page = { page: { name: 'staging', url: `${SERVER}/oauth` } };
    progress().opened('staging', `${SERVER}/oauth`);
    progress().log.info('line');
    const log = { log: { level: 'info', line: 'line' } };
    for (const from of [undefined, 0, -1, '1']) {
      assert.deepEqual(await call({ login, from }), { answer: { login, notes: [page, log] }, logged: 'still waiting' });
    }
    assert.deepEqual((await call({ login, from: 1 })).answer, { login, notes: [log] });
    const waiting = call({ login, from: 2 });
    await clock.advance(20_000);
    assert.deepEqual((await waiting).answer, { login, notes: [] });
  });

  it('gets the lines of the log only if it wants them', async () => {
    for (const [verbose, lines] of [
      [undefined, []],
      ['2', []],
      [1, ['info']],
      [2, ['info', 'debug']],
    ] as const) {
      const { call, start, progress } = setUp();
      const login = await start({ server: SERVER, verbose });
      progress().log.info('info');
      progress().log.debug('debug');
      progress().told('Enter the code.');
      const notes = [...lines.map((line) => ({ log: { level: line, line } })), { text: 'Enter the code.' }];
      assert.deepEqual((await call({ login })).answer, { login, notes }, String(verbose));
    }
  });

  it('gets the server to which the user has signed in', async () => {
    const { end } = setUp();
    const facts = {
      name: 'sta\nging',
      url: SERVER,
      isDefault: true,
      isSignedIn: true,
      username: 'ada',
      role: undefined,
    };
    const { login, answer, logged } = await end({ kind: 'signedIn', server: { ...facts, expiry: undefined } });
    const server = { name: 'sta\nging', url: SERVER, default: true, signed_in: true, user: 'ada', role: null };
    assert.deepEqual([answer, logged], [{ login, notes: [], server }, 'sta ging: signed in']);
  });

  it('gets the code that the user has to enter if the sign-in is finished later', async () => {
    const { end } = setUp();
    const code = { page: `${SERVER}/device`, userCode: 'ABCD-EFGH', expiresAt: Date.UTC(2030, 0, 1, 0, 0, 0, 999) };
    const begun = await end({ kind: 'pending', name: 'sta\nging', url: SERVER, code });
    assert.deepEqual(
      [begun.answer, begun.logged],
      [
        {
          ...{ login: begun.login, notes: [] },
          pending: {
            ...{ name: 'sta\nging', url: SERVER },
            code: { page: `${SERVER}/device`, user_code: 'ABCD-EFGH', expiry: '2030-01-01T00:00:00Z' },
          },
        },
        'sta ging: to be finished later',
      ],
    );
    const continued = await end({ kind: 'pending', name: 'staging', url: SERVER, code: undefined });
    const pending = { name: 'staging', url: SERVER };
    assert.deepEqual(continued.answer, { login: continued.login, notes: [], pending });
  });

  it('learns that the user has not signed in in time', async () => {
    const { end } = setUp();
    const { login, answer, logged } = await end({ kind: 'notInTime', name: 'sta\nging', seconds: 30 });
    assert.deepEqual(answer, { login, notes: [], not_in_time: { name: 'sta\nging', seconds: 30 } });
    assert.equal(logged, 'sta ging: not signed in in time');
  });

  it('can cancel, by exactly true', async () => {
    const { call, start, progress, isAborted } = setUp();
    const login = await start();
    progress().told('Enter the code.');
    for (const cancel of ['true', 1, {}, null]) {
      await call({ login, cancel });
      assert.equal(isAborted(), false);
    }
    assert.deepEqual(await call({ login, cancel: true }), { answer: { result: true }, logged: 'cancelled' });
    assert.equal(isAborted(), true);
  });

  it('signs out of a server by its URL, or else by its nickname, and gets what the user still has to do', async () => {
    const { logOut, signedOut } = setUp();
    const text = { text: 'Delete the client on the server.' };
    assert.deepEqual(await logOut({ server: SERVER, name: 'other' }), {
      answer: { name: 'Sta\nging', notes: [text] },
      logged: 'Sta ging: signed out',
    });
    const { answer } = await logOut({ name: 'staging', server: '', verbose: 1 });
    assert.deepEqual(answer, {
      name: 'Sta\nging',
      notes: [{ log: { level: 'info', line: 'The tokens are revoked.' } }, text],
    });
    await logOut({ server: SERVER });
    assert.deepEqual(signedOut, [{ url: SERVER }, { name: 'staging' }, { url: SERVER }]);
  });
});
