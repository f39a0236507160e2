import assert from 'node:assert/strict';
import { serverIntegrationTable, serverTable, table } from '../../../src/command/table.js';
import { parseIntegrations } from '../../../src/workbench/integrationParser.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('table', () => {
  it('is aligned for characters of any width', async () => {
    const names = ['a', '社内', '👩‍💻', 'é', 'a\u001b[31mb', 'two\nlines', 'x'.repeat(100)];
    const integrations = names.map((name, at) => ({ uid: `ID${at}`, name, complete: true, authenticated: true }));
    const text = await table(parseIntegrations({ providers: [{ integrations }] }).integrations, NOW);
    assert.deepEqual(text.split('\n'), [
      `NAME${' '.repeat(56)}  STATUS     INTEGRATION ID`,
      `a${' '.repeat(59)}  signed in  ID0`,
      `社内${' '.repeat(56)}  signed in  ID1`,
      `👩‍💻${' '.repeat(58)}  signed in  ID2`,
      `é${' '.repeat(59)}  signed in  ID3`,
      `a\\u{1b}[31mb${' '.repeat(48)}  signed in  ID4`,
      `two lines${' '.repeat(51)}  signed in  ID5`,
      `${'x'.repeat(59)}…  signed in  ID6`,
      '',
    ]);
  });

  it('leaves room for a long name of wide characters', async () => {
    const integrations = ['社内 API', 'a'].map((uid) => ({ uid, complete: true, authenticated: true }));
    const text = await table(parseIntegrations({ providers: [{ integrations }] }).integrations, NOW);
    assert.deepEqual(text.split('\n').slice(1), ['社内 API  signed in  社内 API', 'a         signed in  a', '']);
  });

  it('shows an integration without an ID', async () => {
    const { integrations } = parseIntegrations({ providers: [{ integrations: [{ name: 'a', complete: true }] }] });
    assert.deepEqual((await table(integrations, NOW, ['this window'])).split('\n'), [
      'NAME  STATUS               FROM',
      'a     configuration error  this window',
      '',
    ]);
  });

  for (const [expiry, renewable, shown] of [
    ['2026-01-01T00:54:00Z', false, 'in 54 min'],
    ['2026-01-01T05:00:00Z', true, 'in 5 h'],
    ['2025-12-31T23:59:59Z', true, 'renewed on use'],
    ['2025-12-31T23:59:59Z', false, 'expired'],
    ['2026-01-01T00:00:00Z', false, 'expired'],
  ] as const) {
    it(`says "${shown}" of ${expiry}`, async () => {
      const integrations = [{ uid: 'ID', complete: true, authenticated: true, expiry, renewable }];
      const text = await table(parseIntegrations({ providers: [{ integrations }] }).integrations, NOW);
      assert.match(text, new RegExp(`^ID {4}signed in  ${shown} +ID\n`, 'm'));
    });
  }
});

describe('The table of servers', () => {
  it('shows who is signed in, and what is not known', async () => {
    const url = 'https://connect.example.com';
    const unknown = { username: undefined, role: undefined, expiry: undefined };
    const expiry = { at: NOW + 5 * 3_600_000, isRenewable: true };
    const servers = [
      { name: 'main', url, isDefault: true, isSignedIn: true, username: 'a\nb', role: 'publisher', expiry },
      { name: 'key', url, isDefault: false, isSignedIn: true, ...unknown, username: 'ada' },
      { name: 'new', url, isDefault: false, isSignedIn: false, ...unknown },
    ];
    assert.deepEqual((await serverTable(servers, NOW)).split('\n'), [
      'NAME  STATUS         EXPIRES  USER             DEFAULT  URL',
      `main  signed in      in 5 h   a b (publisher)  yes      ${url}`,
      `key   signed in               ada                       ${url}`,
      `new   not signed in                                     ${url}`,
      '',
    ]);
  });
});

describe('The table of a server’s integrations', () => {
  it('shows what needs a sign-in, and what is not known', async () => {
    const unknown = { name: undefined, description: undefined, template: undefined, authType: undefined };
    const integrations = [
      { ...unknown, guid: 'A1', label: 'a', isSignedIn: true, template: 'github', authType: 'Viewer' },
      { ...unknown, guid: 'B2', label: 'b', isSignedIn: false },
      { ...unknown, guid: 'C3', label: 'c', isSignedIn: undefined },
    ];
    assert.deepEqual((await serverIntegrationTable(integrations)).split('\n'), [
      'NAME  STATUS         TEMPLATE  AUTHENTICATION  INTEGRATION ID',
      'a     signed in      github    Viewer          A1',
      'b     not signed in                            B2',
      'c     no sign-in                               C3',
      '',
    ]);
  });
});
