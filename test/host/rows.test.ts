import assert from 'node:assert/strict';
import { extensions, type ThemeIcon } from 'vscode';
import type { Action, Integration, IntegrationStatus } from '../../src/core/integration.js';
import { detailsOf, IntegrationRow, treeItem } from '../../src/ui/rows.js';
import { bare, complete, signedIn } from './integrations.js';
import { manifestOf } from './manifest.js';

/** Every state that an integration can be in, with what it offers then. */
const states: readonly [IntegrationStatus, readonly Action[]][] = [
  [{ kind: 'authenticated' }, ['signOut', 'snippet']],
  [{ kind: 'notSignedIn' }, ['signIn']],
  [{ kind: 'signingIn' }, ['cancelSignIn']],
  [{ kind: 'configurationError', detail: 'wrong' }, []],
];

describe('rows', () => {
  const rows = [
    ...states.map(([status, actions]) => new IntegrationRow({ ...complete, status, actions })),
    new IntegrationRow(bare),
    ...detailsOf(complete),
    ...detailsOf(bare),
  ];
  const contextValues = [...new Set(rows.map((row) => treeItem(row).contextValue ?? ''))];

  it('have context values that every row menu matches one of, and each of one kind of row only', () => {
    const extension = extensions.getExtension('open-credentials.available-credentials');
    assert.ok(extension);
    for (const { command, submenu, when } of manifestOf(extension).rowMenus) {
      const pattern = /viewItem =~ \/(.+)\//.exec(when)?.[1];
      assert.ok(pattern, `${command ?? submenu ?? ''} does not ask for a row`);
      const matched = contextValues.filter((value) => new RegExp(pattern).test(value));
      assert.equal(matched.length, 1, `${command ?? submenu ?? ''} matches ${matched.join(', ') || 'no row'}`);
    }
  });

  it('offer in the menus exactly the actions that integrations carry', () => {
    assert.deepEqual(contextValues, [
      'integration signOut snippet',
      'integration signIn',
      'integration cancelSignIn',
      'integration',
      'detail copyValue',
      'detail',
    ]);
  });

  it('have an icon for each state, and the error colour only for the error', () => {
    const icons = states.map(([status]) => treeItem(new IntegrationRow({ ...complete, status })).iconPath as ThemeIcon);
    assert.deepEqual(
      icons.map(({ id, color }) => [id, color !== undefined]),
      [
        ['key', false],
        ['lock', false],
        ['sync~spin', false],
        ['error', true],
      ],
    );
  });

  it('show a server’s text as one harmless line wherever it stands', () => {
    const hostile = 'Git\u202eHub\n[x](command:evil)\u200b';
    const integration: Integration = {
      ...complete,
      label: hostile,
      type: hostile,
      status: { kind: 'configurationError', detail: hostile },
    };
    const item = treeItem(new IntegrationRow(integration));
    const shown = [item.label, item.tooltip, item.accessibilityInformation?.label].map(String);
    for (const text of shown) {
      assert.doesNotMatch(text, /[\u202e\u200b]/);
    }
    assert.equal(item.label, 'Git\\u{202e}Hub [x](command:evil)\\u{200b}');
    // Plain text, so that no link in it is alive.
    assert.equal(typeof item.tooltip, 'string');
  });

  it('of a duplicate Integration ID are marked, in words and for those who hear them', () => {
    const item = treeItem(new IntegrationRow({ ...signedIn, isDuplicate: true }));
    assert.equal(item.description, `Duplicate ID · ${signedIn.guid ?? ''}`);
    assert.ok(typeof item.tooltip === 'string');
    assert.match(item.tooltip, /^Complete\nSigned in\nAnother integration above has the same Integration ID/);
    assert.match(item.accessibilityInformation?.label ?? '', /^Complete, Duplicate ID, Signed in, /);

    const first = treeItem(new IntegrationRow(signedIn));
    assert.doesNotMatch(JSON.stringify(first), /duplicate|another/i);
  });

  it('cut what is too long, and keep the whole value for Copy Value', () => {
    const issuer = `https://${'i'.repeat(5_000)}.example`;
    const detail = detailsOf({ ...complete, issuer }).find(({ label }) => label === 'Issuer');
    assert.ok(detail);
    const { description } = treeItem(detail);
    assert.ok(typeof description === 'string' && description.length <= 120 && description.endsWith('…'));
    assert.equal(detail.value, issuer);
  });
});
