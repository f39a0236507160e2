import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import type { SignInOptions } from '../../../src/core/source.js';
import { endedAfterEach } from '../../ended.js';
import { until } from '../../until.js';
import { listed } from '../../unit/core/fakeSource.js';
import { rpc } from '../handMadeRpc.js';
import { TravellingClock } from '../local/travellingClock.js';
import { GUID } from './attacks.js';
import { BrokerWindow, fakeBase } from './brokerWindow.js';
import { TokenSource } from './tokenSource.js';

const PAGE = 'https://id.example.org/authorize?a=%2F';

/** Milliseconds for which a client waits for the page. */
const PATIENCE = 5_000;

/** What a source can do with a sign-in before there is a page. */
describe('A client of the broker that waits for the page', () => {
  const ended = endedAfterEach();

  async function setUp(enter: TokenSource['enter']) {
    const source = new TokenSource();
    source.listed = [listed({ guid: GUID, label: 'GitHub' })];
    source.enter = enter;
    const clock = new TravellingClock();
    const base = fakeBase(ended, [source], clock);
    const window = new BrokerWindow(ended, base);
    await window.broker.check();
    await rpc(window.environment, 'oauth_integrations');
    const signIn = async (parameters: object = {}) =>
      (await rpc(window.environment, 'oauth_sign_in', { kwparams: { uuid: GUID, ...parameters } })).body;
    return { window, signIn, clock, opened: base.opened };
  }

  /** A source that has the page when a test says so. */
  function asking() {
    const question: { answer: () => Promise<void> } = { answer: () => assert.fail('nothing was asked') };
    const enter = (_integration: unknown, signal: AbortSignal, { browser }: SignInOptions) =>
      new Promise<object>((resolve, reject) => {
        question.answer = () => (browser?.open(PAGE) ?? assert.fail()).then(() => resolve({}), reject);
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    return { question, enter };
  }

  it('waits some seconds; after that, the window opens the page', async () => {
    const { question, enter } = asking();
    const { signIn, clock, opened, window } = await setUp(enter);
    const answer = signIn();
    await until('it is begun', () => window.integration('GitHub').status.kind === 'signingIn');
    clock.skip(PATIENCE);
    assert.deepEqual(await answer, { opened: true });
    await question.answer();
    assert.deepEqual(opened, [PAGE]);
    assert.deepEqual(await signIn(), { url: PAGE, opened: true });
    assert.deepEqual(opened, [PAGE]);
  });

  it('is told that the window continues if the user has begun to sign in there, and there is no page yet', async () => {
    const { signIn, window } = await setUp(asking().enter);
    const begun = window.base.signIns.signIn(window.integration('GitHub'), () => undefined);
    assert.deepEqual(await signIn(), { opened: true });
    window.base.signIns.cancel(window.integration('GitHub'));
    assert.equal(await begun, 'cancelled');
  });

  it('gets an error when the user cancels', async () => {
    const { signIn, window } = await setUp(asking().enter);
    const answer = signIn();
    await until('it is begun', () => window.integration('GitHub').status.kind === 'signingIn');
    window.base.signIns.cancel(window.integration('GitHub'));
    assert.deepEqual(await answer, {
      error: 'The sign-in to GitHub was cancelled. Sign in again if that was a mistake.',
    });
  });

  it('gets a sentence that says why there is no page', async () => {
    const failures = [new CredentialError('configuration', 'There is no way back.'), new Error('inner detail')];
    const { signIn } = await setUp(() => Promise.reject(failures.shift() ?? assert.fail()));
    assert.deepEqual(await signIn(), { error: 'There is no way back.' });
    assert.deepEqual(await signIn(), {
      error: 'The sign-in failed. See the log of Available Credentials in the editor for the cause.',
    });
  });

  it('does not get “opened” if the browser could not be opened, and can try again', async () => {
    const { question, enter } = asking();
    const { signIn, window, opened } = await setUp(enter);
    const first = signIn();
    await until('it is begun', () => window.integration('GitHub').status.kind === 'signingIn');
    await question.answer();
    assert.deepEqual(await first, { url: PAGE });
    window.base.browser.open = () => Promise.reject(new CredentialError('unsupported', 'There is no browser.'));
    assert.deepEqual(await signIn({ open: true }), { error: 'There is no browser.' });
    assert.deepEqual(await signIn(), { url: PAGE });
    window.base.browser.open = (url) => Promise.resolve(void opened.push(url));
    assert.deepEqual(await signIn({ open: true }), { url: PAGE, opened: true });
    assert.deepEqual(opened, [PAGE]);
  });

  it('gets the reason why the browser could not be opened', async () => {
    const { question, enter } = asking();
    const { signIn, window } = await setUp(enter);
    window.base.browser.open = () => Promise.reject(new CredentialError('unsupported', 'There is no browser.'));
    const answer = signIn({ open: true });
    await until('it is begun', () => window.integration('GitHub').status.kind === 'signingIn');
    await question.answer();
    assert.equal((await answer)['error'], 'There is no browser.');
  });
});
