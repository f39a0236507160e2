import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { endedAfterEach } from '../../ended.js';
import { startProvider, type RunningProvider } from '../../sandbox/authorizationServer.js';
import { signInByForms } from '../../sandbox/person.js';
import { until } from '../../until.js';
import { startLocalBroker } from '../broker/brokerWindow.js';
import { CoderPrograms, GITHUB } from '../broker/coder/coderCalls.js';
import { entry } from '../local/localEntries.js';
import { LocalUser } from '../local/localWindow.js';
import { CoderWindow } from './coderWindow.js';

const MINUTE = 60_000;

describe('A Coder source whose Coder is another editor window', function () {
  this.timeout(60_000);
  const ended = endedAfterEach();

  /** The environment of a workspace whose agent is that window. It lacks the mark by which this extension knows its own. */
  const envOf = ({ variables }: CoderPrograms) => ({
    CODER_AGENT_URL: variables['CODER_AGENT_URL'] ?? '',
    CODER_AGENT_TOKEN_FILE: variables['CODER_AGENT_TOKEN_FILE'] ?? '',
  });

  /** Opens a window that asks `programs`. */
  const openAt = (programs: CoderPrograms, providerIds: readonly string[], remotes: readonly string[] = []) =>
    CoderWindow.open(
      ended,
      {
        env: envOf(programs),
        account: { login: '', password: '' },
        get secrets() {
          return [...programs.source.secrets, programs.token];
        },
      },
      { providerIds, remotes },
    );

  it('shows what that window has, by name, Integration ID and Git host', async () => {
    const programs = await CoderPrograms.start(ended);
    const give = programs.source.give.bind(programs.source);
    programs.source.give = (integration) =>
      integration.name === 'sales' ? Promise.reject(signedOut()) : give(integration);
    const window = await openAt(programs, ['GitHub', GITHUB, 'sales', 'unknown'], ['git@gitlab.example.org:a/b.git']);
    assert.deepEqual(
      window.catalog.integrations.map(({ label, type, status }) => [label, type, status.kind]),
      [
        ['GitHub', 'github', 'authenticated'],
        [GITHUB, 'github', 'authenticated'],
        ['sales', undefined, 'notSignedIn'],
        ['unknown', undefined, 'configurationError'],
        ['gitlab.example.org', 'gitlab', 'authenticated'],
      ],
    );
    assert.ok(window.row('GitHub').actions.includes('snippet'));
    const { value, expiresAt } = await window.token('GitHub');
    assert.ok(programs.source.secrets.includes(value.reveal()), 'It is not a token of that window');
    assert.ok(expiresAt !== undefined && expiresAt > Date.now());
  });

  it('says why that window has no token', async () => {
    const programs = await CoderPrograms.start(ended);
    programs.source.give = () => Promise.reject(new CredentialError('network', 'The provider is down.'));
    const window = await openAt(programs, ['GitHub']);
    assert.match(window.row('GitHub').note ?? '', /There is no access token of GitHub .* The provider is down\./);
  });

  it('says so when that window is closed, and shows its rows again when it is back', async () => {
    const programs = await CoderPrograms.start(ended);
    const window = await openAt(programs, ['GitHub']);
    const error = () => window.catalog.snapshot[0]?.error;
    const refreshed = async () => {
      window.clock.skip(MINUTE);
      await window.refresh();
    };
    await programs.window.want(false);
    await refreshed();
    await until('the failure is shown', () => error() !== undefined);
    assert.equal(window.row('GitHub').status.kind, 'authenticated');
    await programs.window.want(true);
    await refreshed();
    await until('it is up to date', () => error() === undefined);
  });

  it('is signed in to on the page of that window, which leads to the provider', async () => {
    const provider = await startProvider();
    ended(() => provider.stop());
    const { programs } = await localWindow(provider);
    const window = await CoderWindow.open(
      ended,
      {
        env: envOf(programs),
        account: provider.account,
        get secrets() {
          return [...provider.secrets, programs.token];
        },
      },
      { providerIds: ['reports'] },
    );
    assert.equal(window.row('reports').status.kind, 'notSignedIn');
    window.visit = async (url) => {
      const { headers } = await programs.browse(url);
      await signInByForms(headers.get('location') ?? '', provider.account);
    };
    assert.equal(await window.signIn(window.row('reports')), 'signedIn');
    assert.match(window.opened.join(), new RegExp(`^${envOf(programs).CODER_AGENT_URL}external-auth/[\\w-]{43}$`));
    assert.ok(await provider.isActive((await window.token('reports')).value.reveal()));
  });

  async function localWindow(provider: RunningProvider) {
    const user = new LocalUser(ended, [entry(provider, provider.clients.public)], () => provider.secrets);
    const { broker } = await startLocalBroker(ended, user);
    return { programs: CoderPrograms.of(broker, user.clock) };
  }
});

function signedOut(): CredentialError {
  return new CredentialError('authorization', 'You are not signed in.');
}
