import assert from 'node:assert/strict';
import { writeCreated, writeServerIntegrations } from '../../../src/command/serverIntegrations.js';
import { Terminal } from '../../../src/command/terminal.js';
import type { CreatedIntegration } from '../../../src/core/serverAccess.js';

const SALES: CreatedIntegration = {
  ...{ guid: 'sales-id', name: 'sales', label: 'Sales API', description: 'For sales', template: 'custom' },
  ...{ authType: 'Viewer', isSignedIn: true, redirectUri: 'https://connect.example.com/callback' },
};
const BARE: CreatedIntegration = {
  ...{ guid: 'bare-id', name: undefined, label: 'Bare', description: undefined, template: undefined },
  ...{ authType: undefined, isSignedIn: undefined, redirectUri: undefined },
};
const SALES_JSON = {
  ...{ id: 'sales-id', name: 'sales', display_name: 'Sales API', status: 'signed_in' },
  ...{ template: 'custom', auth_type: 'Viewer', description: 'For sales' },
};
const BARE_JSON = {
  ...{ id: 'bare-id', name: null, display_name: 'Bare', status: 'no_sign_in' },
  ...{ template: null, auth_type: null, description: null },
};
const PKCE = /^credentials: PKCE is turned off/;

describe('What the command writes about integrations of a server', () => {
  function screen() {
    const shown = { out: '', err: '' };
    const terminal = new Terminal({ write: (text) => (shown.out += text) }, { write: (text) => (shown.err += text) });
    return { shown, terminal };
  }

  it('is a table of them, or that there are none', async () => {
    const { shown, terminal } = screen();
    assert.equal(await writeServerIntegrations([SALES], terminal, 'text'), 0);
    assert.match(shown.out, /^NAME .*\nSales API +signed in +custom +Viewer +sales-id\n$/);
    assert.equal(shown.err, '');
    const none = screen();
    assert.equal(await writeServerIntegrations([], none.terminal, 'text'), 0);
    assert.deepEqual(none.shown, { out: '', err: 'credentials: The server has no integrations that you may use.\n' });
  });

  it('is JSON on request, with null for what is not known', async () => {
    const { shown, terminal } = screen();
    await writeServerIntegrations([SALES, BARE, { ...SALES, isSignedIn: false }], terminal, 'json');
    assert.deepEqual(JSON.parse(shown.out), [SALES_JSON, BARE_JSON, { ...SALES_JSON, status: 'not_signed_in' }]);
    const none = screen();
    await writeServerIntegrations([], none.terminal, 'json');
    assert.deepEqual([none.shown, shown.err], [{ out: '[]\n', err: '' }, '']);
  });

  it('is the one that was created, with its redirect URI', () => {
    const { shown, terminal } = screen();
    assert.equal(writeCreated({ server: 'Main', created: SALES }, {}, terminal, 'text'), 0);
    assert.equal(
      shown.out,
      'Created the integration Sales API on Main.\nIntegration ID: sales-id\nRedirect URI to register at the OAuth provider: https://connect.example.com/callback\n',
    );
    for (const [created, expected] of [
      [SALES, { ...SALES_JSON, redirect_uri: SALES.redirectUri }],
      [BARE, { ...BARE_JSON, redirect_uri: null }],
    ] as const) {
      const json = screen();
      writeCreated({ server: 'Main', created }, {}, json.terminal, 'json');
      assert.deepEqual(JSON.parse(json.shown.out), expected);
    }
  });

  for (const [what, config, isWarned] of [
    ['is turned off', { use_pkce: false }, true],
    ['is turned on', { use_pkce: true }, false],
    ['is the default', {}, false],
    ['can’t be read', null, false],
    ['can’t be found', 'use_pkce', false],
    ['is not configured', undefined, false],
  ] as const) {
    it(`${isWarned ? 'warns' : 'does not warn'} if PKCE ${what}`, () => {
      for (const output of ['text', 'json']) {
        const { shown, terminal } = screen();
        writeCreated({ server: 'Main', created: SALES }, { config }, terminal, output);
        assert.equal(PKCE.test(shown.err), isWarned, shown.err);
      }
    });
  }
});
