import assert from 'node:assert/strict';
import { extensions, ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Integration, IntegrationStatus } from '../../src/core/integration.js';
import { CredentialError } from '../../src/core/errors.js';
import { detailItem, detailsOf } from '../../src/ui/details.js';
import { IntegrationRow, SourceRow, treeItem } from '../../src/ui/rows.js';
import { bare, complete, signedIn } from './integrations.js';
import { itemOf } from './itemOf.js';
import { manifestOf } from './manifest.js';

/** Every state that an integration can be in, with what it offers then. */
const states: readonly [IntegrationStatus, readonly string[]][] = [
  [{ kind: 'authenticated' }, ['signOut', 'snippet']],
  [{ kind: 'notSignedIn' }, ['signIn']],
  [{ kind: 'signingIn' }, ['cancelSignIn']],
  [{ kind: 'configurationError', detail: 'wrong' }, []],
];

/** What is offered for an integration of the user's own besides, whatever its state; and how to sign in to it. */
const own: readonly (readonly string[])[] = [
  ['editIntegration', 'checkIntegration', 'removeIntegration', 'copyConnectRequest', 'useForContent'],
  ['signInWithDeviceCode'],
];

/** What is offered for a server that one signs in to, in addition to signing in and out. */
const serverActions = ['createConnectIntegration', 'setDefaultConnectServer', 'removeConnectServer'];

/** What is offered for an integration of such a server. */
const managed = ['associateWithContent', 'editConnectIntegration', 'deleteConnectIntegration'];

const MINUTE = 60_000;

const source = { id: 'local', label: 'Local Integrations', error: undefined, staleSince: undefined };
const network = new CredentialError('network', 'It cannot be reached.');

describe('rows', () => {
  const rows = [
    ...states.map(([status, actions]) => new IntegrationRow({ ...complete, status, actions })),
    ...[...own, managed].map((actions) => new IntegrationRow({ ...complete, actions })),
    new IntegrationRow(bare),
    ...detailsOf(complete),
    ...detailsOf(bare),
    new SourceRow({ ...source, integrations: [complete] }),
    new SourceRow({ ...source, integrations: undefined, error: network }),
    new SourceRow({ ...source, account: { ...bare, actions: serverActions }, integrations: [complete] }),
  ];
  const contextValues = [...new Set(rows.map((row) => itemOf(row).contextValue ?? ''))];

  it('show that the user is signing in again', () => {
    const again = { ...signedIn, signingInAgain: { kind: 'signingIn', isForInput: true } } as const;
    const account = { ...again, summary: 'ada (publisher)' };
    for (const row of [new IntegrationRow(again), new SourceRow({ ...source, account, integrations: [complete] })]) {
      const item = treeItem(row);
      assert.ok(item.iconPath instanceof ThemeIcon);
      assert.deepEqual([item.iconPath.id, item.description], ['sync~spin', 'Waiting for input…']);
    }
  });

  it('offer all languages if snippets run the command, but not if they are for content', () => {
    const offered = (snippets: 'command' | 'content-viewer') =>
      treeItem(new IntegrationRow({ ...signedIn, snippets })).contextValue ?? '';
    assert.match(offered('command'), /\bsnippet otherLanguages$/);
    assert.match(offered('content-viewer'), /\bsnippet$/);
  });

  it('have context values that every row menu matches', () => {
    const extension = extensions.getExtension('open-credentials.available-credentials');
    assert.ok(extension);
    for (const { command, submenu, when } of manifestOf(extension).rowMenus) {
      const pattern = /viewItem =~ \/(.+)\//.exec(when)?.[1];
      assert.ok(pattern, `${command ?? submenu ?? ''} does not ask for a row`);
      const matched = contextValues.filter((value) => new RegExp(pattern).test(value));
      const matches = `${command ?? submenu ?? ''} matches ${matched.join(', ') || 'no row'}`;
      if (pattern.includes('error')) {
        // What explains an error is there for every kind of row that can show one.
        const kinds = new Set(matched.map((value) => value.split(' ')[0]));
        assert.deepEqual([...kinds], ['integration', 'source'], matches);
      } else {
        assert.equal(matched.length, 1, matches);
      }
    }
  });

  it('offer in the menus exactly the actions that integrations carry', () => {
    assert.deepEqual(contextValues, [
      'integration signOut snippet otherLanguages',
      'integration signIn',
      'integration cancelSignIn',
      'integration error',
      'integration error editIntegration checkIntegration removeIntegration copyConnectRequest useForContent',
      'integration error signInWithDeviceCode',
      'integration error associateWithContent editConnectIntegration deleteConnectIntegration',
      'detail copyValue',
      'detail',
      'source',
      'source error',
      'source createConnectIntegration setDefaultConnectServer removeConnectServer',
    ]);
  });

  it('are heard with what is seen of them: name, status and Integration ID, and what is wrong', () => {
    const heard = [signedIn, complete, bare].map(
      (integration) => treeItem(new IntegrationRow(integration)).accessibilityInformation?.label,
    );
    const id = `Integration ID: ${complete.guid ?? ''}`;
    assert.deepEqual(heard, [
      `Complete, Signed in, ${id}`,
      `Complete, Configuration error, no uid, ${id}`,
      'Bare, Configuration error, no uid',
    ]);
  });

  it('are heard with why the user has to sign in again, and a comma follows a name with a full stop but no sentence', () => {
    const status = { kind: 'notSignedIn' } as const;
    const { accessibilityInformation } = treeItem(
      new IntegrationRow({ ...complete, label: 'Acme Inc.', status, note: 'The access token has expired.' }),
    );
    assert.match(
      accessibilityInformation?.label ?? '',
      /^Acme Inc\., Not signed in, The access token has expired, Integration ID/,
    );
  });

  it('say that the user has to sign in again, as the number on the icon counts it', () => {
    const ended: Integration = { ...complete, status: { kind: 'notSignedIn' }, signInEnded: true };
    const seen = [ended, { ...ended, status: { kind: 'signingIn' } } as const].map((integration) => {
      const { description, tooltip, accessibilityInformation } = treeItem(new IntegrationRow(integration));
      assert.ok(typeof tooltip === 'string' && typeof description === 'string');
      assert.ok(accessibilityInformation?.label.startsWith(`Complete, ${description}, `));
      assert.ok(tooltip.split('\n').includes(description), tooltip);
      return description;
    });
    assert.deepEqual(seen, ['Sign in again', 'Waiting for the browser…']);
  });

  it('show by the icon alone what is unusual, since VS Code cuts off the description beside a long name', () => {
    const iconOf = (differences: Partial<Integration>) => {
      const { iconPath } = treeItem(
        new IntegrationRow({ ...complete, status: { kind: 'notSignedIn' }, ...differences }),
      );
      return iconPath instanceof ThemeIcon ? iconPath.id : undefined;
    };
    const unusual = [{ signInEnded: true }, { isDuplicate: true }, { warning: 'Not verified.' }];
    assert.deepEqual(unusual.map(iconOf), ['warning', 'warning', 'warning']);
    // What the user is waiting for, or an error, matters more.
    for (const [status, icon] of [
      [{ kind: 'signingIn' }, 'sync~spin'],
      [{ kind: 'configurationError', detail: 'wrong' }, 'error'],
    ] as const) {
      assert.deepEqual(
        unusual.map((each) => iconOf({ ...each, status })),
        [icon, icon, icon],
      );
    }
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

  it('show a server’s text as one harmless line in every place', () => {
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
    assert.match(item.tooltip, /^Complete\nSigned in\nAnother integration has the same Integration ID/);
    assert.match(item.accessibilityInformation?.label ?? '', /^Complete, Duplicate ID, Signed in, /);

    const first = treeItem(new IntegrationRow(signedIn));
    assert.doesNotMatch(JSON.stringify(first), /duplicate|another/i);
  });

  it('cut what is too long, and keep the whole value for Copy Value', () => {
    const issuer = `https://${'i'.repeat(5_000)}.example`;
    const detail = detailsOf({ ...complete, issuer }).find(({ label }) => label === 'Issuer');
    assert.ok(detail);
    const { description } = detailItem(detail);
    assert.ok(typeof description === 'string' && description.length <= 120 && description.endsWith('…'));
    assert.equal(detail.value, issuer);
  });

  it('tell in words how long an access token is valid, and whether it is renewed: the row in short, the tooltip with the time zone', () => {
    const show = (at: number, isRenewable: boolean) => {
      const { description, tooltip, accessibilityInformation } = treeItem(
        new IntegrationRow({ ...signedIn, expiry: { at, isRenewable } }),
      );
      assert.ok(typeof tooltip === 'string' && typeof description === 'string');
      assert.ok(accessibilityInformation?.label.includes(`Signed in, ${description}, `));
      return [description, tooltip.split('\n')[2]];
    };
    const time = '\\d{1,2}:\\d\\d(?:\\s[AP]M)?';
    const zone = '\\s[\\w+:-]+';
    // Half a unit more than the words say, since time passes.
    for (const [left, words] of [
      [50.5 * MINUTE, '50 minutes'],
      [3.5 * 24 * 60 * MINUTE, '3 days'],
      [-MINUTE, 'less than a minute'],
    ] as const) {
      const at = Date.now() + left;
      const [renews, renewed = ''] = show(at, true);
      assert.equal(renews, `renews in ${words}`);
      assert.match(renewed, new RegExp(`^Access token valid until .*${time}${zone}, then renewed automatically\\.$`));
      const [expires, ends = ''] = show(at, false);
      assert.equal(expires, `for ${words}`);
      assert.match(ends, new RegExp(`^Access token valid until .*${time}${zone}. It cannot be renewed; sign in again`));
    }
  });

  it('show the Integration ID where it is not known when the access token ends', () => {
    assert.equal(treeItem(new IntegrationRow(signedIn)).description, signedIn.guid);
  });

  it('tell what an integration is for, and what there is to know, each in one line of the tooltip', () => {
    const hostile = 'For\n[x](command:evil) \u202e';
    const { tooltip } = treeItem(
      new IntegrationRow({
        ...signedIn,
        description: hostile,
        note: `Note\nof ${'long '.repeat(200_000)}`,
        expiry: { at: Date.now() + 60 * MINUTE, isRenewable: true },
      }),
    );
    assert.ok(typeof tooltip === 'string');
    const lines = tooltip.split('\n');
    assert.deepEqual(
      [lines[0], lines[1], lines[2], lines[4]?.slice(0, 12), lines[5]],
      [
        'Complete',
        'For [x](command:evil) \\u{202e}',
        'Signed in',
        'Note of long',
        `Integration ID: ${signedIn.guid ?? ''}`,
      ],
    );
    assert.ok(lines.every((line) => line.length <= 2_000));
    assert.equal(lines.length, 6);
  });
});

describe('the row of a source', () => {
  const look = (row: SourceRow) => {
    const { label, description, iconPath, collapsibleState, tooltip, accessibilityInformation, contextValue } =
      treeItem(row);
    return {
      label,
      description,
      icon: iconPath instanceof ThemeIcon ? iconPath.id : iconPath,
      isOpen: collapsibleState === TreeItemCollapsibleState.Expanded,
      tooltip,
      heard: accessibilityInformation?.label,
      contextValue,
    };
  };

  it('is open above its integrations, and only its name', () => {
    assert.deepEqual(look(new SourceRow({ ...source, integrations: [complete] })), {
      label: 'Local Integrations',
      description: undefined,
      icon: undefined,
      isOpen: true,
      tooltip: 'Local Integrations',
      heard: 'Local Integrations',
      contextValue: 'source',
    });
  });

  it('shows that it is being asked, also to screen readers', () => {
    const { icon, isOpen, tooltip, heard } = look(new SourceRow({ ...source, integrations: undefined }));
    assert.deepEqual(
      [icon, isOpen, tooltip, heard],
      ['loading~spin', false, 'Local Integrations\nLoading…', 'Local Integrations, Loading…'],
    );
  });

  it('shows briefly why it is empty, with the full reason in the tooltip', () => {
    const { icon, description, tooltip, heard } = look(
      new SourceRow({ ...source, integrations: undefined, error: network }),
    );
    assert.deepEqual(
      [icon, description, tooltip, heard],
      [
        'warning',
        'It cannot be reached.',
        'Local Integrations\nIt cannot be reached.',
        'Local Integrations, It cannot be reached',
      ],
    );
    const error = new CredentialError('network', 'It cannot be reached.', { summary: 'Down' });
    assert.equal(look(new SourceRow({ ...source, integrations: undefined, error })).description, 'Down');
  });

  it('does not change above integrations from an earlier answer: the view’s message shows the problem', () => {
    const { icon, description, isOpen, tooltip } = look(
      new SourceRow({ ...source, integrations: [complete], error: network, staleSince: Date.now() }),
    );
    assert.deepEqual(
      [icon, description, isOpen, tooltip],
      [undefined, undefined, true, 'Local Integrations\nIt cannot be reached.'],
    );
  });

  describe('of a server that one signs in to', () => {
    const tooltipOf = ({ tooltip }: TreeItem) => (typeof tooltip === 'string' ? tooltip : '');
    const account: Integration = {
      ...{ ...bare, name: 'Analytics', label: 'Analytics', actions: ['signOut'] },
      status: { kind: 'authenticated' },
      summary: 'alice (publisher) · default',
      properties: [
        { label: 'URL', value: 'https://connect.example.com' },
        { label: 'User', value: '[x](command:evil)\u202e' },
      ],
    };
    const server = { ...source, label: 'Analytics', integrations: [complete] };

    it('show the user, and offer what the account does', () => {
      const item = treeItem(new SourceRow({ ...server, account }));
      assert.deepEqual([item.label, item.description], ['Analytics', 'alice (publisher) · default']);
      assert.deepEqual(item.iconPath, new ThemeIcon('key'));
      assert.equal(item.contextValue, 'source signOut');
      assert.equal(item.collapsibleState, TreeItemCollapsibleState.Expanded);
    });

    it('tell everything in the tooltip, as plain text without control characters', () => {
      const { tooltip } = treeItem(new SourceRow({ ...server, account }));
      assert.ok(typeof tooltip === 'string');
      assert.match(
        tooltip,
        /^Analytics\nSigned in\nURL: https:\/\/connect\.example\.com\nUser: \[x\]\(command:evil\)\\u\{202e\}$/,
      );
    });

    it('show what a sign-in waits for', () => {
      const shownFor = (status: IntegrationStatus) =>
        treeItem(new SourceRow({ ...server, account: { ...account, status } })).description;
      assert.equal(shownFor({ kind: 'signingIn' }), 'Waiting for the browser…');
      assert.equal(shownFor({ kind: 'signingIn', isForInput: true }), 'Waiting for input…');
    });

    it('warn where there is something to know first, and when the list has failed', () => {
      const warned = treeItem(new SourceRow({ ...server, account: { ...account, warning: 'Not verified.' } }));
      const failed = treeItem(new SourceRow({ ...server, account, integrations: undefined, error: network }));
      assert.deepEqual(
        [warned, failed].map(({ iconPath }) => iconPath instanceof ThemeIcon && iconPath.id),
        ['warning', 'warning'],
      );
      assert.match(tooltipOf(warned), /Not verified\./);
      assert.match(tooltipOf(failed), /It cannot be reached\./);
      assert.equal(failed.contextValue, 'source error signOut');
    });
  });
});
