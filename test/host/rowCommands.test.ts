import assert from 'node:assert/strict';
import { env } from 'vscode';
import { CredentialError } from '../../src/core/errors.js';
import { rowCommands } from '../../src/ui/rowCommands.js';
import { detailsOf } from '../../src/ui/details.js';
import { IntegrationRow, SourceRow } from '../../src/ui/rows.js';
import { complete } from './integrations.js';

describe('the commands of rows', () => {
  let shown = 0;
  const handlers = rowCommands({ show: () => (shown += 1) });
  const run = (name: string, row?: unknown) => Promise.resolve(handlers[name]?.(row as never));

  beforeEach(async () => {
    shown = 0;
    await env.clipboard.writeText('before');
  });

  it('copy a value as it was received', async () => {
    const detail = detailsOf({ ...complete, issuer: 'https://a\u200b.example' }).find(
      ({ label }) => label === 'Issuer',
    );
    await run('copyValue', detail);
    assert.equal(await env.clipboard.readText(), 'https://a\u200b.example');
  });

  it('copy what is known of an integration, with what is wrong with it', async () => {
    await run('copyDetails', new IntegrationRow({ ...complete, tokenUrl: undefined }));
    assert.deepEqual((await env.clipboard.readText()).split('\n'), [
      'Complete',
      'Configuration error',
      'no uid',
      `Integration ID: ${complete.guid ?? ''}`,
      'Issuer: https://issuer.example',
      'Client ID: client',
      'Scopes: openid a b',
      'Auth URL: https://issuer.example/auth',
    ]);
  });

  it('copy why a source has no integrations', async () => {
    const error = new CredentialError('network', 'It cannot be reached.');
    const source = { id: 'a', label: 'A', integrations: undefined, staleSince: undefined, error };
    await run('copyDetails', new SourceRow(source));
    assert.equal(await env.clipboard.readText(), 'A\nIt cannot be reached.');
  });

  it('show the log', async () => {
    await run('showLogOfRow', new IntegrationRow(complete));
    assert.equal(shown, 1);
  });

  it('do nothing without a row', async () => {
    await run('copyValue');
    await run('copyDetails');
    assert.equal(await env.clipboard.readText(), 'before');
  });
});
