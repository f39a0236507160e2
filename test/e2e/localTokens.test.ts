import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import type { Journey } from './journey.js';
import { signInInBrowser, startLocalJourney, startReachableProvider } from './localJourney.js';

/** Milliseconds. */
const LIFETIME = 8_000;

describe('Access tokens of integrations of the user’s own', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;

  before(async () => {
    provider = await startReachableProvider({ refreshTokens: false, accessTokenLifetime: LIFETIME });
    ended(() => provider.stop());
    journey = await startLocalJourney([{ name: 'Reports', issuer: provider.issuer, scopes: ['openid'] }]);
    ended(() => journey.end());
  });

  it('turn the row by themselves when they expire and can’t be renewed, without a request', async () => {
    const { window } = journey;
    const tab = await signInInBrowser(journey, 'Reports', provider);
    await window.rowWithIcon('Reports', 'key').waitFor();
    const signedInAt = performance.now();
    await tab.close();
    assert.match((await window.rows())[0]?.description ?? '', /^Expires at \d/);
    const tooltip = await window.tooltip(window.row('Reports'), 'Access token valid until');
    await window.screenshot('local-tooltip-not-renewable');
    assert.match(tooltip, /cannot be renewed; sign in again after that/);
    const before = provider.requests.length;
    await window.rowWithIcon('Reports', 'lock').waitFor();
    const after = performance.now() - signedInAt;
    console.log(`      the row turned ${Math.round(after - LIFETIME)} ms after the token's ${LIFETIME / 1000} s`);
    assert.equal(provider.requests.length, before);
    assert.deepEqual(await window.toasts(), []);
  });
});
