import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import { CredentialError } from '../../src/core/errors.js';
import type { Integration } from '../../src/core/integration.js';
import { detailsOf } from '../../src/ui/details.js';
import { announceActions } from '../../src/ui/rowActions.js';
import { IntegrationRow, type Row, SourceRow } from '../../src/ui/rows.js';
import { bare, complete, signedIn } from './integrations.js';
import { itemOf } from './itemOf.js';

describe('what a screen reader says about a row', () => {
  const extension = extensions.getExtension('open-credentials.available-credentials');
  assert.ok(extension);
  const announce = announceActions(extension);
  const said = (row: Row) => {
    const item = itemOf(row);
    announce(item);
    return item.accessibilityInformation?.label ?? '';
  };
  const saidOf = (differences: Partial<Integration>) => said(new IntegrationRow({ ...complete, ...differences }));
  const id = `Integration ID: ${complete.guid ?? ''}`;
  const source = { id: 'analytics', label: 'Analytics', error: undefined, staleSince: undefined };

  it('ends with what can be done in its state, in the words and order of its context menu', () => {
    const snippets = 'Copy Python Snippet, Copy R Snippet, View Python Snippet, View R Snippet';
    const expiry = { at: Date.now() + 50.5 * 60_000, isRenewable: false };
    assert.deepEqual(
      [
        said(new IntegrationRow(signedIn)),
        said(new IntegrationRow({ ...signedIn, isDuplicate: true, expiry })),
        saidOf({ status: { kind: 'notSignedIn' }, actions: ['signIn', 'signInWithDeviceCode'] }),
        saidOf({ status: { kind: 'signingIn' }, actions: ['cancelSignIn'] }),
        saidOf({}),
        saidOf({ status: { kind: 'notSignedIn' }, note: 'The access token has expired.', actions: ['signIn'] }),
      ],
      [
        `Complete, Signed in, ${id}, Actions: Sign Out, ${snippets}, Snippets in Other Languages`,
        `Complete, Duplicate ID, Signed in, for 50 minutes, ${id}, Actions: Sign Out, ${snippets}, Snippets in Other Languages`,
        `Complete, Not signed in, ${id}, Actions: Sign In, Sign In with a Device Code`,
        `Complete, Waiting for the browser…, ${id}, Actions: Cancel Sign In, Open Sign-In Page Again`,
        `Complete, Configuration error, no uid, ${id}, Actions: Copy Details, Show Log`,
        `Complete, Not signed in, The access token has expired, ${id}, Actions: Sign In`,
      ],
    );
  });

  it('is the same for a server and for a source that failed', () => {
    const account: Integration = {
      ...{ ...bare, label: 'Analytics', status: { kind: 'authenticated' }, summary: 'alice (publisher)' },
      actions: ['signOut', 'removeConnectServer'],
      properties: [{ label: 'User', value: 'A.' }],
      ...{ warning: 'It is insecure.', note: 'It is not renewed.' },
    };
    const error = new CredentialError('network', 'It cannot be reached.');
    assert.deepEqual(
      [
        said(new SourceRow({ ...source, account, integrations: [complete] })),
        said(new SourceRow({ ...source, integrations: undefined, error })),
      ],
      [
        'Analytics, Signed in, It is insecure, It is not renewed, User: A., Actions: Sign Out, Remove Server',
        'Analytics, It cannot be reached, Actions: Copy Details, Show Log',
      ],
    );
  });

  it('says nothing more where nothing can be done', () => {
    assert.equal(said(new SourceRow({ ...source, integrations: [complete] })), 'Analytics');
    const [withValue, withoutValue] = detailsOf({ ...complete, issuer: undefined });
    assert.ok(withValue && withoutValue);
    assert.deepEqual(
      [said(withValue), said(withoutValue)],
      [`Integration ID, ${complete.guid ?? ''}, Actions: Copy Value`, 'Issuer, Not provided'],
    );
  });
});
