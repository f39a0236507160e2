import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { useLanguage } from '../../../src/core/language.js';
import { BACK } from '../../../src/core/dialogs.js';
import { unsafetyOf } from '../../../src/core/url.js';
import { isInvalid } from '../../../src/local/definition/definition.js';
import { parseDefinition } from '../../../src/local/definition/parser.js';
import { readProviders } from '../../../src/local/providers/providerFiles.js';
import type { Provider } from '../../../src/local/providers/provider.js';
import { fill, problemOfAnswer, providerAt } from '../../../src/local/providers/template.js';
import { addIntegration } from '../../../src/local/wizard/addIntegration.js';
import { editIntegration } from '../../../src/local/wizard/editIntegration.js';
import { FakeDialogs, KEEP, LEAVE, Press } from './wizard/fakeDialogs.js';
import { entriesOf, surroundings } from './wizard/harness.js';

const FOLDER = fileURLToPath(new URL('../../../providers/', import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => !name.endsWith('.schema.json'));
const json = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as object;
const PROVIDERS = await readProviders(FOLDER);

const examplesOf = ({ questions = [] }: Provider) =>
  Object.fromEntries(questions.map(({ key, placeholder }) => [key, placeholder]));

const named = (label: string) => PROVIDERS.find((each) => each.label === label) ?? assert.fail(`no ${label}`);

describe('The files of known providers', () => {
  const accepts = new Ajv().compile(json('provider.schema.json'));

  for (const file of FILES) {
    it(`${file} follows the schema`, () => {
      assert.ok(accepts(json(file)), JSON.stringify(accepts.errors));
    });
  }

  it('are read in the order of their labels', () => {
    assert.deepEqual(
      PROVIDERS.map(({ label }) => label),
      [
        ...['Atlassian', 'Auth0', 'Databricks', 'GitHub', 'GitLab', 'Google', 'Keycloak', 'Microsoft Entra'],
        ...['Microsoft Entra (China)', 'Microsoft Entra (US Government)', 'Okta', 'Salesforce', 'Slack', 'Snowflake'],
      ],
    );
    assert.deepEqual([...new Set(PROVIDERS.map(({ name }) => name))].length, FILES.length);
  });

  it('are in the language of the user', async () => {
    const [original = assert.fail()] = PROVIDERS;
    const [scope = assert.fail()] = original.scopes.choices;
    useLanguage('de', { [original.register.where]: 'In der Konsole.', [scope.detail]: 'Alles lesen.' });
    try {
      const [translated = assert.fail()] = await readProviders(FOLDER);
      assert.equal(translated.register.where, 'In der Konsole.');
      assert.deepEqual(translated.scopes.choices[0], { ...scope, detail: 'Alles lesen.' });
      assert.deepEqual(translated.notes, original.notes);
    } finally {
      useLanguage('en', {});
    }
  });

  for (const provider of PROVIDERS) {
    const { label, questions = [] } = provider;

    it(`of ${label} accepts its own examples, and no spaces`, () => {
      for (const question of questions) {
        assert.equal(problemOfAnswer(question, question.placeholder), undefined);
        assert.equal(problemOfAnswer(question, question.default ?? question.placeholder), undefined);
        assert.equal(problemOfAnswer(question, `${question.placeholder} x`), question.problem);
        assert.equal(problemOfAnswer(question, 'a#b c'), question.problem);
        assert.equal(problemOfAnswer(question, ''), question.isOptional ? undefined : question.problem);
      }
    });

    it(`of ${label} uses only what it asks for, and opens an https page`, () => {
      const keys = new Set(questions.map(({ key }) => key));
      const templates = JSON.stringify({ ...provider, questions: [] }).matchAll(/\{([a-z]+)\}/g);
      assert.deepEqual(
        [...templates].filter(([, key = '']) => !keys.has(key)),
        [],
      );
      assert.equal(unsafetyOf(fill(provider.register.page ?? '', examplesOf(provider))), undefined);
    });

    it(`of ${label} is recognised by the URLs that it makes`, () => {
      const answers = examplesOf(provider);
      const url = fill(provider.issuer ?? provider.tokenUri ?? '', answers);
      assert.equal(providerAt(PROVIDERS, url)?.label, label);
    });
  }

  it('recognise no other server', () => {
    assert.equal(providerAt(PROVIDERS, 'https://login.microsoftonline.com.evil.example/common/v2.0'), undefined);
    assert.equal(providerAt(PROVIDERS, 'https://slack.com.evil.example/api/oauth.v2.access'), undefined);
  });
});

describe('Microsoft Entra', () => {
  const [question = assert.fail('There is no question')] = named('Microsoft Entra').questions ?? [];

  for (const tenant of ['7f58d2b6-0c1e-4a39-9e8f-2d6b5a1c3e4f', 'contoso.onmicrosoft.com', 'organizations']) {
    it(`takes ${tenant} for the tenant`, () => {
      assert.equal(problemOfAnswer(question, tenant), undefined);
    });
  }

  for (const tenant of ['contoso', 'https://contoso.com', 'contoso.com/x', '']) {
    it(`does not take ${JSON.stringify(tenant)} for a tenant`, () => {
      assert.match(problemOfAnswer(question, tenant) ?? '', /or a domain such as/);
    });
  }

  for (const [label, host, graph] of [
    ['Microsoft Entra (US Government)', 'login.microsoftonline.us', 'https://graph.microsoft.us/User.Read'],
    [
      'Microsoft Entra (China)',
      'login.partner.microsoftonline.cn',
      'https://microsoftgraph.chinacloudapi.cn/User.Read',
    ],
  ] as const) {
    it(`has a national cloud at ${host}, with services of its own`, async () => {
      const dialogs = new FakeDialogs(
        ...([label, 'contoso.com', 'client-1'] as const),
        ...([[graph], 'Save'] as const),
      );
      const ports = surroundings(dialogs, [], undefined, PROVIDERS);
      await addIntegration(ports);
      const [saved] = JSON.parse(ports.settings.written[0] ?? '') as { issuer?: string; scopes?: string[] }[];
      assert.deepEqual([saved?.issuer, saved?.scopes], [`https://${host}/contoso.com/v2.0`, [graph]]);
      assert.equal(providerAt(PROVIDERS, `https://${host}/contoso.com/v2.0`)?.label, label);
    });
  }

  it('is not recognised at other hosts', () => {
    assert.equal(providerAt(PROVIDERS, 'https://login.microsoftonline.example/contoso.com/v2.0'), undefined);
  });
});

describe('The wizard for a known provider', () => {
  it('lists them all, and Other', async () => {
    const ports = surroundings(new FakeDialogs(LEAVE), [], undefined, PROVIDERS);
    await addIntegration(ports);
    assert.deepEqual(
      ports.dialogs.choices.map(({ label }) => label),
      [...PROVIDERS.map(({ label }) => label), 'Other', 'Service Account'],
    );
  });

  it('asks only for what differs, shows what to register, and saves the rest', async () => {
    const dialogs = new FakeDialogs(
      'GitHub',
      'https://github.com',
      'octo.ghe.com',
      new Press('Copy Redirect URI'),
      new Press('Open GitHub in the Browser'),
      ...['Iv1.abc', 'hunter2', ['repo', 'read:org', 'Other Scopes'], 'new:scope', 'Save'],
    );
    const ports = surroundings(dialogs, [], undefined, PROVIDERS);
    await addIntegration(ports);
    assert.deepEqual(dialogs.asked, [
      'Pick the provider of the OAuth server [Atlassian]',
      "< The host of GitHub: github.com, or the host of your company's GitHub Enterprise. [github.com]",
      '< The client ID that GitHub shows when you register the redirect URI http://127.0.0.1/callback. On GitHub, open Settings > Developer settings, and create an OAuth App or a GitHub App.',
      '< The client secret. It is stored encrypted, and never written to the settings. (hidden)',
      '< Pick the scopes: what a token may be used for [read:user]',
      '< Other scopes, separated by spaces, if you need any.',
      '< Save this integration, or pick what to change [Save and Sign In]',
    ]);
    assert.deepEqual(
      [dialogs.copied, ports.opened],
      [['http://127.0.0.1/callback'], ['https://octo.ghe.com/settings/developers']],
    );
    assert.deepEqual(dialogs.problems, ['Enter a host name such as github.com, without https:// and without a path.']);
    assert.deepEqual(JSON.parse(ports.settings.written[0] ?? ''), [
      {
        ...{ name: 'github', display_name: 'GitHub' },
        authorization_uri: 'https://octo.ghe.com/login/oauth/authorize',
        token_uri: 'https://octo.ghe.com/login/oauth/access_token',
        device_authorization_uri: 'https://octo.ghe.com/login/device/code',
        ...{ client_id: 'Iv1.abc', scopes: ['repo', 'read:org', 'new:scope'], auth_mode: 'Confidential' },
        ...{ token_endpoint_auth_method: 'client_secret_post', git_hosts: ['octo.ghe.com'] },
      },
    ]);
  });

  it('asks for the name if another integration has the usual one', async () => {
    const dialogs = new FakeDialogs('GitHub', KEEP, 'Iv1.abc', 'hunter2', KEEP, 'github-work', 'Save');
    const other = { name: 'github', issuer: 'https://login.example.org', client_id: 'other' };
    const ports = surroundings(dialogs, [other], undefined, PROVIDERS);
    await addIntegration(ports);
    const saved = JSON.parse(ports.settings.written[0] ?? '') as { name?: string }[];
    assert.deepEqual(
      saved.map(({ name }) => name),
      ['github', 'github-work'],
    );
  });

  it('shows the redirect URI of Workbench where the browser returns by that, and saves it', async () => {
    const relayRedirectUri = 'https://workbench.example.org/oauth_redirect_callback';
    const dialogs = new FakeDialogs(
      'GitHub',
      KEEP,
      new Press('Copy Redirect URI'),
      ...(['Iv1.abc', 'hunter2', KEEP, 'Save'] as const),
    );
    const ports = surroundings(dialogs, [], undefined, PROVIDERS);
    await addIntegration({ ...ports, relayRedirectUri });
    assert.deepEqual(dialogs.copied, [relayRedirectUri]);
    assert.ok(
      dialogs.asked
        .join('\n')
        .includes(`The client ID that GitHub shows when you register the redirect URI ${relayRedirectUri}.`),
    );
    const [saved] = JSON.parse(ports.settings.written[0] ?? '') as { redirect_uri?: string }[];
    assert.equal(saved?.redirect_uri, relayRedirectUri);
  });

  it('explains each scope, and what is special', async () => {
    const dialogs = new FakeDialogs('Google', 'me', 'hunter2', LEAVE);
    await addIntegration(surroundings(dialogs, [], undefined, PROVIDERS));
    assert.deepEqual(
      dialogs.choices.slice(1).map(({ label, detail }) => [label, detail]),
      named('Google').scopes.choices.map(({ scope, detail }) => [scope, detail]),
    );
    const other = new FakeDialogs('Google', 'me', 'hunter2', KEEP, LEAVE);
    await addIntegration(surroundings(other, [], undefined, PROVIDERS));
    const texts = other.choices.map(({ label, description = '' }) => `${label}: ${description}`);
    assert.ok(texts.includes('Authorization parameters: access_type=offline&prompt=consent'));
    assert.deepEqual(
      other.choices.flatMap(({ label, detail }) => (label === 'Note' ? [detail] : [])),
      named('Google').notes,
    );
    const reading = new FakeDialogs('Google', 'me', 'hunter2', KEEP, 'Note', LEAVE);
    await addIntegration(surroundings(reading, [], undefined, PROVIDERS));
    assert.deepEqual(reading.told, named('Google').notes?.slice(0, 1));
  });

  it('goes back to another provider without what belonged to the first', async () => {
    const dialogs = new FakeDialogs(
      ...(['Google', BACK, 'Auth0'] as const),
      ...['example.eu.auth0.com', '', 'me', '', ['openid']],
      ...['Redirect URI', 'http://localhost:1234/callback', 'Save'],
    );
    const ports = surroundings(dialogs, [], undefined, PROVIDERS);
    await addIntegration(ports);
    assert.deepEqual(JSON.parse(ports.settings.written[0] ?? ''), [
      {
        ...{ name: 'auth0', display_name: 'Auth0', issuer: 'https://example.eu.auth0.com/', client_id: 'me' },
        ...{ redirect_uri: 'http://localhost:1234/callback', scopes: ['openid'] },
      },
    ]);
  });

  it('does not send the secret of one provider to another', async () => {
    const dialogs = new FakeDialogs(
      ...(['GitHub', KEEP, 'Iv1.abc', 'hunter2', BACK, BACK, BACK, BACK] as const),
      ...(['Slack', KEEP, '', KEEP, 'Save'] as const),
    );
    const ports = surroundings(dialogs, [], undefined, PROVIDERS);
    await addIntegration(ports);
    const [call] = ports.keeping.calls;
    assert.deepEqual({ ...(call as object), saved: '' }, { saved: '', clientSecret: undefined, before: undefined });
  });

  it('keeps Other picked when the user goes back', async () => {
    const dialogs = new FakeDialogs('Other', BACK, KEEP, LEAVE);
    await addIntegration(surroundings(dialogs, [], undefined, PROVIDERS));
    assert.deepEqual(dialogs.asked.slice(2), [
      'Pick the provider of the OAuth server [Other]',
      '< The issuer: the URL that identifies the OAuth server. Leave it empty to enter its endpoints.',
    ]);
  });

  it('edits the scopes where the provider expects them', async () => {
    const [first, second] = [
      new FakeDialogs('Slack', 'me', '', ['users:read', 'chat:write'], 'Save'),
      new FakeDialogs('Scopes', ['chat:write', 'Other Scopes'], 'reactions:read', 'Save'),
    ];
    const added = surroundings(first, [], undefined, PROVIDERS);
    await addIntegration(added);
    const setting: unknown = JSON.parse(added.settings.written[0] ?? '');
    const [entry] = entriesOf(setting);
    assert.ok(entry && !isInvalid(entry));
    assert.deepEqual([entry.scopes, entry.authorizationParameters], [[], { user_scope: 'users:read,chat:write' }]);
    const edited = surroundings(second, setting, undefined, PROVIDERS);
    await editIntegration(edited, entry);
    const [after] = JSON.parse(edited.settings.written[0] ?? '') as readonly unknown[];
    const definition = parseDefinition(after);
    assert.ok(!isInvalid(definition));
    assert.deepEqual(definition.authorizationParameters, { user_scope: 'chat:write,reactions:read' });
  });
});
