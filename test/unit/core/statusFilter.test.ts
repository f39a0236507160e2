import assert from 'node:assert/strict';
import type { SourceSnapshot } from '../../../src/core/snapshot.js';
import { CredentialError } from '../../../src/core/errors.js';
import type { Integration, IntegrationStatus } from '../../../src/core/integration.js';
import { filtered, leavesNoRow, STATUS_FILTERS } from '../../../src/core/statusFilter.js';
import { listed } from './fakeSource.js';

const integration = (status: IntegrationStatus): Integration => ({
  ...listed({ label: status.kind, status }),
  ...{ id: status.kind, source: 'a', isDuplicate: false },
});
const signedIn = integration({ kind: 'authenticated' });
const notSignedIn = integration({ kind: 'notSignedIn' });
const signingIn = integration({ kind: 'signingIn' });
const wrong = integration({ kind: 'configurationError', detail: 'wrong' });

const source = (differences: Partial<SourceSnapshot>): SourceSnapshot => ({
  ...{ id: 'a', label: 'A', integrations: undefined, error: undefined, staleSince: undefined },
  ...differences,
});

describe('a filter by status', () => {
  it('keeps the integrations of the status; a sign-in that waits is not signed in', () => {
    const snapshot = [source({ integrations: [signedIn, notSignedIn, signingIn, wrong] })];
    assert.deepEqual(
      STATUS_FILTERS.map((filter) => filtered(snapshot, filter).map(({ integrations }) => integrations)),
      [[[signedIn]], [[notSignedIn, signingIn]], [[wrong]]],
    );
  });

  it('keeps a source whose account has the status, and leaves out what has none', () => {
    const snapshot = [source({ account: signedIn, integrations: [notSignedIn] }), source({ integrations: [wrong] })];
    assert.deepEqual(filtered(snapshot, 'signedIn'), [source({ account: signedIn, integrations: [] })]);
  });

  it('keeps a source that is loading or has failed, but not one that is unavailable', () => {
    const failed = source({ error: new CredentialError('network', 'It cannot be reached.') });
    const unavailable = source({ error: new CredentialError('unavailable', 'There is none.') });
    assert.deepEqual(filtered([source({}), failed, unavailable], 'signedIn'), [source({}), failed]);
  });

  it('leaves no row where none matches, though another source is loading or has failed', () => {
    const failed = source({ error: new CredentialError('network', 'It cannot be reached.') });
    assert.ok(leavesNoRow([source({ integrations: [wrong] }), failed, source({})], 'signedIn'));
    assert.ok(!leavesNoRow([source({ integrations: [wrong, signedIn] }), failed], 'signedIn'));
    assert.ok(!leavesNoRow([failed], 'signedIn'));
  });

  it('keeps a source whose list is out of date, whose failure would otherwise not be seen', () => {
    const stale = { integrations: [wrong], error: new CredentialError('network', 'It cannot be reached.') };
    assert.deepEqual(filtered([source(stale)], 'signedIn'), [source({ ...stale, integrations: [] })]);
  });
});
