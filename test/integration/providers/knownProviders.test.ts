import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Secret } from '../../../src/core/secret.js';
import type { Provider } from '../../../src/local/providers/provider.js';
import { readProviders } from '../../../src/local/providers/providerFiles.js';
import { freePort } from '../../editor/port.js';
import { endedAfterEach } from '../../ended.js';
import { loopbackFetch } from '../../sandbox/loopbackFetch.js';
import type { Answer as ServerAnswer } from '../../sandbox/providers/script.js';
import { ScriptedProvider } from '../../sandbox/providers/scriptedProvider.js';
import { SCRIPTS } from '../../sandbox/providers/scripts.js';
import { until } from '../../until.js';
import { type Answer, KEEP } from '../../unit/local/wizard/fakeDialogs.js';
import { LocalUser, type LocalWindow } from '../local/localWindow.js';

const FOLDER = fileURLToPath(new URL('../../../providers/', import.meta.url));
const PROVIDERS = await readProviders(FOLDER);

const ENDPOINTS = ['issuer', 'authorizationUri', 'tokenUri', 'deviceAuthorizationUri', 'revocationUri'] as const;

/** A provider whose server is elsewhere. The host may be a template, too. */
function movedTo(origin: string, provider: Provider): Provider {
  const moved = ENDPOINTS.flatMap((name) => {
    const url = provider[name];
    return url === undefined
      ? []
      : [[name, url.replace(/^(?:\{url\}|https:\/\/\{?[a-z.]+\}?[^/{]*)/, origin)] as const];
  });
  return { ...provider, ...Object.fromEntries(moved) };
}

/** What a signed-in user's browser does: it goes where the provider sends it. */
async function visit(url: string): Promise<void> {
  const { status, headers } = await loopbackFetch(url);
  assert.equal(status, 302, 'The provider refuses the request');
  assert.equal((await loopbackFetch(headers.get('location') ?? '')).status, 200);
}

describe('The scripted providers', () => {
  it('are those that have a file', () => {
    assert.deepEqual(SCRIPTS.map(({ file }) => file).sort(), PROVIDERS.map(({ name }) => name).sort());
  });
});

for (const script of SCRIPTS) {
  const described = PROVIDERS.find(({ name }) => name === script.file) ?? assert.fail(`no ${script.file}`);

  describe(`An integration of ${described.label}`, () => {
    const ended = endedAfterEach();
    let server: ScriptedProvider;
    let user: LocalUser;
    let window: LocalWindow;
    const label = described.label;
    const { lifetime } = script;

    beforeEach(async () => {
      server = await ScriptedProvider.start(script);
      ended(() => server.stop());
      const provider = movedTo(server.origin, described);
      user = new LocalUser(ended, [], () => [...server.issued, 'canary-client-secret']);
      user.providers = () => Promise.resolve([provider]);
      await add(provider);
    });

    /** Adds it by the wizard. */
    async function add({ questions = [], client, redirectUri }: Provider): Promise<void> {
      const secret = script.hasSecret ? 'canary-client-secret' : undefined;
      const redirect = redirectUri.includes(':8765') ? `http://localhost:${await freePort()}/callback` : redirectUri;
      server.register({ id: 'client-1', secret, redirectUri: redirect });
      const answers: Answer[] = [label, ...questions.map(({ placeholder }) => placeholder), 'client-1'];
      if (client.secret !== 'none') {
        answers.push(secret ?? '');
      }
      // The usual scopes, and no others.
      answers.push(KEEP);
      if (redirect !== redirectUri) {
        answers.push('Redirect URI', redirect);
      }
      answers.push('Save');
      window = await user.open({ visit, answers });
      await window.source.commands['addIntegration']?.();
      assert.deepEqual(window.dialogs.left, []);
      await window.turns(label, 'notSignedIn');
    }

    /** Lets the access token expire, and returns once the next one is stored. */
    async function refresh(): Promise<void> {
      const refreshes = server.refreshes;
      if (lifetime === undefined) {
        await rejectToken();
      } else {
        user.clock.skip(lifetime * 1000 - 30_000);
      }
      await until('the token is refreshed', () => server.refreshes > refreshes);
      await assertLatestToken();
    }

    /** Code says that the access token was rejected: so it is with a provider that does not say when a token expires. */
    async function rejectToken(): Promise<void> {
      user.clock.skip(61_000);
      await window.source.tokens.accessToken(window.row(label), new Secret(server.accessTokens.at(-1) ?? ''));
    }

    async function assertLatestToken(): Promise<void> {
      const latest = server.accessTokens.at(-1);
      await until('the latest token is stored', async () => (await user.grant(window, label)).accessToken === latest);
    }

    async function signIn(): Promise<void> {
      assert.equal(await window.signIn(label), 'signedIn');
      assert.deepEqual([server.refusals, window.statusOf(label)], [[], 'authenticated']);
      await assertLatestToken();
    }

    it('is signed in to, with an expiry as the provider says', async () => {
      await signIn();
      const { expiry } = window.row(label);
      if (script.lifetime === undefined) {
        assert.equal(expiry, undefined);
      } else {
        const expected = user.clock.now() + script.lifetime * 1000;
        assert.ok(Math.abs((expiry?.at ?? 0) - expected) < 60_000);
        assert.equal(expiry?.isRenewable, true);
      }
    });

    it('is refreshed again and again', async () => {
      await signIn();
      await refresh();
      await refresh();
      assert.deepEqual([server.refusals, window.statusOf(label)], [[], 'authenticated']);
    });

    it('has an error at a refresh', () => assert.ok(script.refreshErrors.length > 0));

    for (const refreshError of script.refreshErrors) {
      it(`asks to sign in again after ${JSON.stringify(codeOf(refreshError))} at a refresh`, async () => {
        await signIn();
        server.refreshError = refreshError;
        if (lifetime === undefined) {
          await assert.rejects(rejectToken(), /no longer accepts this sign-in/);
        } else {
          user.clock.skip(lifetime * 1000);
        }
        await window.turns(label, 'notSignedIn');
        assert.ok(window.row(label).actions.includes('signIn'));
        server.refreshError = undefined;
        await signIn();
      });
    }

    it('is signed out of, and its tokens are revoked if the provider offers that', async () => {
      await signIn();
      const { accessToken, refreshToken } = await user.grant(window, label);
      assert.equal(await window.signOut(label), undefined);
      await window.turns(label, 'notSignedIn');
      assert.equal((await user.kept(window, label))?.grant, undefined);
      const offered = script.paths.revoke === undefined ? [] : [refreshToken, accessToken];
      assert.deepEqual(server.revoked, script.alreadyRevoked ? offered.slice(0, 1) : offered);
    });

    if (script.deviceCode) {
      it('is signed in to with a device code', async () => {
        await until('the row offers it', () => window.row(label).actions.includes('signInWithDeviceCode'));
        const signedIn = window.signIn(label, { withDeviceCode: true });
        const { user_code: userCode } = script.deviceCode?.(server.origin) ?? {};
        await until('the code is shown', () => window.dialogs.told.some((text) => text.includes(String(userCode))));
        server.isDeviceAllowed = true;
        user.clock.skip(5_000);
        assert.equal(await signedIn, 'signedIn');
        await assertLatestToken();
      });
    }
  });
}

function codeOf({ body }: ServerAnswer): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
}
