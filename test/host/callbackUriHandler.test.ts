import assert from 'node:assert/strict';
import { env, UIKind, Uri } from 'vscode';
import { CallbackUriHandler } from '../../src/ui/callbackUriHandler.js';

const ID = 'open-credentials.available-credentials';

describe('URIs of the editor', () => {
  let uris: CallbackUriHandler;
  let arrived: string[];

  beforeEach(() => {
    arrived = [];
    uris = new CallbackUriHandler(ID, () => Promise.resolve());
    uris.onDidReceive((query) => arrived.push(query));
  });

  afterEach(() => uris.dispose());

  const handle = (path: string, query: string) =>
    uris.handleUri(Uri.from({ scheme: env.uriScheme, authority: ID, path, query }));

  it('pass on the query of callback URIs unchanged, and ignore other URIs', async () => {
    await handle('/callback', 'code=ab&state=c');
    await handle('/callback/', 'code=1');
    await handle('/Callback', 'code=2');
    await handle('/other', 'code=3');
    await handle('', 'code=4');
    assert.deepEqual(arrived, ['code=ab&state=c']);
  });

  it('hand on a code with all its characters, where the editor has decoded the query already', async () => {
    const query = 'code=4%2F0Ab%2Bcd%26x%3D%3D&state=S&iss=https%3A%2F%2Flogin.example.org%2Fa';
    await uris.handleUri(Uri.parse(`${env.uriScheme}://${ID}/callback?${query}`));
    assert.deepEqual(arrived, [query]);
  });

  it('hand on a code that looks encoded once more as it is', async () => {
    const query = 'code=ab%252Bcd&state=S';
    // A browser passes the query on as it was encoded.
    const uri = Uri.parse(`${env.uriScheme}://${ID}/callback?${query}`);
    await uris.handleUri(env.uiKind === UIKind.Desktop ? uri : uri.with({ query }));
    assert.deepEqual(arrived, [query]);
  });

  it('hand on nothing once they are disposed of', async () => {
    uris.dispose();
    await handle('/callback', 'code=1');
    assert.deepEqual(arrived, []);
  });

  it('point to this extension’s callback in this editor, with any scheme, and can be given to a server', async () => {
    const uri = new URL(await uris.uri());
    const ours = `${env.uriScheme}://${ID}/callback`;
    if (env.uiKind === UIKind.Desktop) {
      assert.ok(uri.href.startsWith(ours), uri.href);
      return;
    }
    // The editor's page in the browser needs these to find the window.
    const { searchParams } = uri;
    assert.match(uri.protocol, /^https?:$/);
    assert.equal(
      `${searchParams.get('vscode-scheme') ?? ''}://${searchParams.get('vscode-authority') ?? ''}${searchParams.get('vscode-path') ?? ''}`,
      ours,
    );
  });

  it('are others with each call in a browser', async function () {
    if (env.uiKind === UIKind.Desktop) {
      // A desktop has one URI for all calls.
      this.skip();
    }
    assert.notEqual(await uris.uri(), await uris.uri());
  });

  it('tell what kind of window they lead to', () => {
    const desktop = env.remoteName === undefined ? 'localDesktop' : 'remoteDesktop';
    assert.equal(uris.windowKind, env.uiKind === UIKind.Desktop ? desktop : 'browser');
  });
});
