import assert from 'node:assert/strict';
import { CredentialError } from '../../../../src/core/errors.js';
import { oneLine } from '../../../../src/core/text.js';
import { addIntegration } from '../../../../src/local/wizard/addIntegration.js';
import { removeIntegration } from '../../../../src/local/wizard/removeIntegration.js';
import type { Discovery } from '../../../../src/local/wizard/ports.js';
import { HOSTILE_TEXTS } from '../../../e2e/hostileTexts.js';
import { type Answer, FakeDialogs, LEAVE } from './fakeDialogs.js';
import { DISCOVERY, entriesOf, ISSUER, surroundings } from './harness.js';

/*
 * The dialogs of these tests refuse a text that is too long to show, or holds something that is not seen.
 */
const START: readonly Answer[] = ['Other', ISSUER, 'me'];

describe('Metadata of a hostile server in a wizard', () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    it(`is shown harmless, and offered only where it can be a scope: ${name}`, async () => {
      const url = `https://evil.example/${text}`;
      const discovery: Discovery = {
        endpoints: { authorization_endpoint: url, token_endpoint: url, registration_endpoint: url },
        crossOriginEndpoints: [{ endpoint: 'token_endpoint', origin: url }],
        scopes: [text, ...text.split(' '), 'openid', 'openid', 'x'.repeat(201)],
        tokenEndpointAuthMethods: [text],
      };
      const dialogs = new FakeDialogs(...START, 'x', ['openid'], 'Endpoints', 'Use These Endpoints', 'Save');
      const ports = surroundings(dialogs, [], () => Promise.resolve(discovery));
      await addIntegration(ports);
      assert.deepEqual(ports.settings.written, [
        JSON.stringify([
          {
            ...{ name: 'login.example.org', issuer: ISSUER, client_id: 'me' },
            ...{ scopes: ['openid'], auth_mode: 'Confidential' },
          },
        ]),
      ]);
    });
  }

  it('does not fill the list of scopes with thousands, or with one', async () => {
    const scopes = ['x'.repeat(201), ...Array.from({ length: 100_000 }, (_, at) => `scope${at}`)];
    const dialogs = new FakeDialogs(...START, '', LEAVE);
    await addIntegration(surroundings(dialogs, [], () => Promise.resolve({ ...DISCOVERY, scopes })));
    assert.equal(dialogs.choices.length, 1 + 500);
    assert.ok(dialogs.choices.every(({ label }) => label.length <= 200));
  });

  it('is a sentence of ours where it is refused', async () => {
    const told = HOSTILE_TEXTS.map(({ text }) => oneLine(text)).join(' ');
    const dialogs = new FakeDialogs('Other', ISSUER, LEAVE);
    await addIntegration(surroundings(dialogs, [], () => Promise.reject(new CredentialError('protocol', told))));
    assert.equal(dialogs.asked.at(-1), `< ${told}`);
  });
});

describe('A hostile entry of the setting', () => {
  for (const { name, text } of HOSTILE_TEXTS) {
    it(`is shown harmless when it is removed: ${name}`, async () => {
      const setting = [
        { name: text, issuer: ISSUER },
        { name: 'x', [text]: text },
      ];
      const ports = surroundings(new FakeDialogs('Remove', 'Remove'), setting);
      for (const entry of entriesOf(setting)) await removeIntegration(ports, entry);
      assert.equal(ports.settings.written.at(-1), '[]');
    });
  }
});
