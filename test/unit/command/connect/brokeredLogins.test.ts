import assert from 'node:assert/strict';
import { BrokeredLogins } from '../../../../src/command/connect/brokeredLogins.js';
import type { LoginAnswer } from '../../../../src/command/connect/loginResponses.js';
import { Secret } from '../../../../src/core/secret.js';
import type { ServerLoginRequest } from '../../../../src/core/serverLogins.js';
import { RecordingLog } from '../../recordingLog.js';

const REQUEST: ServerLoginRequest = {
  ...{ server: 'https://connect.example.com', name: undefined, insecure: false, caCertificate: undefined },
  ...{ identityToken: undefined, useDeviceCode: false, clientId: undefined, setDefault: true, isFinishedLater: false },
};
const ANSWER: LoginAnswer = { login: 'L1', notes: [], count: 0, outcome: undefined };
const DONE: LoginAnswer = { ...ANSWER, outcome: { kind: 'notInTime', name: 'main', seconds: 1 } };

describe('A sign-in to a server through an editor window', () => {
  /** A window that gives these answers in turn, and what it was asked and what the user was told. */
  function windowOf(...answers: readonly (LoginAnswer | (() => Promise<LoginAnswer>))[]) {
    const asked: object[] = [];
    const told: string[] = [];
    const log = new RecordingLog();
    const window = {
      serverLogin: (parameters: object) => {
        const answer = answers[asked.length] ?? assert.fail('It asks again');
        asked.push(parameters);
        return typeof answer === 'function' ? answer() : Promise.resolve(answer);
      },
      serverLogout: (parameters: object) => {
        asked.push(parameters);
        return Promise.resolve({ name: 'main', notes: [{ text: 'Revoked.' }] });
      },
    };
    const progress = {
      opened: (name: string, url: string) => told.push(`${name} ${url}`),
      told: (text: string) => told.push(text),
      log,
    };
    return { logins: new BrokeredLogins(window, 2), asked, told, log, progress };
  }

  it('asks for what is new, and tells the user, until it has ended', async () => {
    const notes = [
      { page: { name: 'main', url: 'https://page.example.com' } },
      { text: 'Waiting.' },
      { log: { level: 'warn', line: 'slow' } },
    ] as const;
    const { logins, asked, told, log, progress } = windowOf(
      ...[ANSWER, { ...ANSWER, notes, count: 5 }, { ...ANSWER, count: 2 }, DONE],
    );
    assert.equal(await logins.logIn(REQUEST, progress, new AbortController().signal), DONE.outcome);
    assert.deepEqual(asked, [
      {
        ...{ server: REQUEST.server, insecure: false, device_code: false, default: true, no_wait: false },
        verbose: 2,
      },
      { login: 'L1', from: 0 },
      { login: 'L1', from: 5 },
      { login: 'L1', from: 7 },
    ]);
    assert.deepEqual(told, ['main https://page.example.com', 'Waiting.']);
    assert.ok(log.lines.some((line) => line.includes('slow')));
  });

  it('sends what the user has given', async () => {
    const { logins, asked, progress } = windowOf(ANSWER, DONE, ANSWER, DONE);
    const given = { name: 'main', caCertificate: 'PEM', identityToken: new Secret('token'), clientId: 'client' };
    await logins.logIn({ ...REQUEST, ...given, insecure: true }, progress, new AbortController().signal);
    assert.deepEqual(asked[0], {
      ...{ server: REQUEST.server, insecure: true, device_code: false, default: true, no_wait: false },
      ...{ name: 'main', ca_certificate: 'PEM', identity_token: 'token', client_id: 'client', verbose: 2 },
    });
    await logins.logIn({ finish: 'main', seconds: 9 }, progress, new AbortController().signal);
    assert.deepEqual(asked[2], { finish: 'main', seconds: 9, verbose: 2 });
  });

  it('is cancelled in the window if the user interrupts it, but not if it fails', async () => {
    const interruption = new AbortController();
    const reason = new Error('interrupted');
    const interrupted = windowOf(
      ANSWER,
      () => {
        interruption.abort(reason);
        return new Promise(() => undefined);
      },
      ANSWER,
    );
    await assert.rejects(interrupted.logins.logIn(REQUEST, interrupted.progress, interruption.signal), reason);
    assert.deepEqual(interrupted.asked.at(-1), { login: 'L1', cancel: true });

    const failing = windowOf(ANSWER, () => Promise.reject(new Error('refused')));
    const signal = new AbortController().signal;
    await assert.rejects(failing.logins.logIn(REQUEST, failing.progress, signal), { message: 'refused' });
    assert.equal(failing.asked.length, 2);
  });

  it('is ended by name or URL', async () => {
    const { logins, asked, told, progress } = windowOf(ANSWER);
    assert.equal(await logins.logOut({ name: 'main' }, progress), 'main');
    assert.equal(await logins.logOut({ url: 'https://a.example.com' }, progress), 'main');
    assert.deepEqual(asked, [
      { name: 'main', verbose: 2 },
      { server: 'https://a.example.com', verbose: 2 },
    ]);
    assert.deepEqual(told, ['Revoked.', 'Revoked.']);
  });
});
