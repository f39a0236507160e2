import assert from 'node:assert/strict';
import { diagnosticReport } from '../../../src/core/diagnostics.js';
import { CredentialError } from '../../../src/core/errors.js';
import { SIGN_IN_TIMEOUT } from '../../../src/core/signIns.js';
import { settle } from '../fakeClock.js';
import { listed, signedIn } from './fakeSource.js';
import { sectionOf } from './reportSection.js';
import { setUp } from './signInsHarness.js';

/** A window in which one sign-in fails right away. */
async function withFailure(error: Error) {
  const window = await setUp();
  window.source.begin = () => Promise.reject(error);
  await window.signIns.signIn(window.integration('a'), () => undefined).catch(() => undefined);
  const report = () => diagnosticReport(window.catalog, window.clock, [], window.signIns.failed);
  return { ...window, report };
}

describe('Failed sign-ins in the diagnostic report', () => {
  it('are there with time and reason, and the next step points to them', async () => {
    const { clock, report } = await withFailure(
      new CredentialError('rejected', 'The server refused.', { cause: new Error('access_denied') }),
    );
    await clock.advance(180_000);
    const text = await report();
    assert.deepEqual(sectionOf(text, 'Failed sign-ins'), [
      '  GitHub  2026-06-01 00:00:00 UTC (3 min ago): rejected: The server refused. <-',
      '          Error: access_denied',
    ]);
    assert.deepEqual(sectionOf(text, 'What to do next'), [
      '  Fake  See the failed sign-ins at the end of this report.',
    ]);
  });

  it('are pointed to beside integrations that have to be corrected', async () => {
    const { source, refresh, report } = await withFailure(new CredentialError('rejected', 'No.'));
    const wrong = listed({ guid: 'b', label: 'Wrong', status: { kind: 'configurationError', detail: 'no issuer' } });
    source.listed = [listed({ guid: 'a' }), wrong];
    await refresh();
    assert.deepEqual(sectionOf(await report(), 'What to do next'), [
      '  Fake  Correct these integrations, or ask your administrator to do so:',
      '        Wrong: no issuer',
      '        See the failed sign-ins at the end of this report.',
    ]);
  });

  it('are marked once the user has signed in', async () => {
    const { source, refresh, report } = await withFailure(new CredentialError('rejected', 'No.'));
    source.listed = [signedIn({ guid: 'a' })];
    await refresh();
    const text = await report();
    assert.match(sectionOf(text, 'Failed sign-ins')[0] ?? '', /\(0 s ago\), signed in since: rejected: No\./);
    assert.deepEqual(sectionOf(text, 'What to do next'), ['  Fake  Nothing to do: the last refresh succeeded.']);
  });

  it('are not marked if the user has signed in to another integration only', async () => {
    const { source, refresh, report } = await withFailure(new CredentialError('rejected', 'No.'));
    source.listed = [listed({ guid: 'a' }), signedIn({ guid: 'b' })];
    await refresh();
    const text = await report();
    assert.match(sectionOf(text, 'Failed sign-ins')[0] ?? '', /\(0 s ago\): rejected: No\./);
    assert.deepEqual(sectionOf(text, 'What to do next'), [
      '  Fake  See the failed sign-ins at the end of this report.',
    ]);
  });

  it('are the last one of each integration', async () => {
    const { signIns, source, integration, clock } = await withFailure(new CredentialError('rejected', 'First.'));
    for (const [guid, message] of [
      ['a', 'Second.'],
      ['b', 'Other.'],
    ] as const) {
      await clock.advance(1_000);
      source.begin = () => Promise.reject(new CredentialError('network', message));
      await signIns.signIn(integration(guid), () => undefined).catch(() => undefined);
    }
    assert.deepEqual(
      signIns.failed.map(({ id, at, error }) => [id, at % 60_000, error.message]),
      [
        ['fake:a:0', 1_000, 'Second.'],
        ['fake:b:0', 2_000, 'Other.'],
      ],
    );
  });

  it('are also those that were not finished in time, or whose integration is gone', async () => {
    const window = await setUp();
    await window.signIn('a');
    await window.signIn('b');
    window.source.listed = [listed({ guid: 'a' })];
    await window.refresh();
    await window.clock.advance(SIGN_IN_TIMEOUT);
    assert.deepEqual(
      window.signIns.failed.map(({ id, error }) => [id, error.failure, error.message]),
      [
        ['fake:b:0', 'configuration', 'The server no longer offers this integration.'],
        ['fake:a:0', 'network', 'The sign-in was not finished in the browser within 10 minutes.'],
      ],
    );
  });

  it('are not those that the user cancelled', async () => {
    const window = await setUp();
    await window.signIn('a');
    window.signIns.cancel(window.integration('a'));
    await settle();
    assert.deepEqual([window.outcomes, window.signIns.failed], [['cancelled'], []]);
  });
});
