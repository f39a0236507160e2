import assert from 'node:assert/strict';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { signInOnPage, type Journey } from './journey.js';
import { startLocalJourney, startReachableProvider } from './localJourney.js';
import { Terminal, type TerminalResult } from './terminal.js';

const CALL = 'credentials external-auth access-token';

const PAGE = /^http:\/\/127\.0\.0\.1:\d+\/external-auth\/[\w-]{43}$/;

// Only a real terminal shows which variables win: VS Code sets its own after those that a terminal is created with.
describe('A terminal as in Coder, with integrations of the user’s own', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let terminal: Terminal;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    journey = await startLocalJourney(
      [
        { name: 'reports', display_name: 'Reports', issuer: provider.issuer, scopes: ['openid', 'offline_access'] },
        { name: 'broken', issuer: 'nowhere' },
      ],
      {
        // A token of the editor's own would win over the file.
        env: { CODER_AGENT_TOKEN: 'of-the-editor' },
        settings: { 'availableCredentials.broker.coderAliases': { 'primary-reports': 'Reports' } },
      },
    );
    ended(() => journey.end());
    await until('the broker runs', async () => (await journey.ownLog()).includes('broker: listens at'));
    terminal = await Terminal.open(journey, journey.window, 'Posit Workbench: Open Terminal as in Coder');
  });

  /** What a token is, without it being shown where it is none. */
  const assertToken = async ({ output, errors, code }: TerminalResult): Promise<void> => {
    assert.deepEqual([errors, code], ['', 0]);
    assert.equal(await provider.isActive(output), true, `These ${output.length} characters are no token`);
  };

  it('has the variables of a workspace, and no token in them', async () => {
    assert.match(await terminal.variable('CODER_AGENT_URL'), /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.match(await terminal.variable('CODER_AGENT_TOKEN_FILE'), /\/coder_agent_token$/);
    assert.equal(await terminal.variable('CODER_AGENT_TOKEN'), '');
  });

  it('prints the URL of a page that leads to the provider, and exits with 1', async () => {
    const { output, errors, code } = await terminal.run(`${CALL} reports`);
    await journey.window.screenshot('terminal-coder-not-signed-in');
    assert.deepEqual([errors, code], ['', 1]);
    assert.match(output, PAGE);
    const json = await terminal.run(`${CALL} primary-reports -o json`);
    assert.equal(json.code, 1);
    assert.deepEqual(JSON.parse(json.output), {
      ...{ access_token: '', token_extra: null, url: output, type: '', expires_at: '0001-01-01T00:00:00Z' },
      ...{ username: '', password: '' },
    });
    const tab = await journey.window.page.context().newPage();
    await tab.goto(output);
    await signInOnPage(tab, provider.account, 'Allow');
    await tab.getByText('You can close this page now.').waitFor();
    await tab.close();
    await until('there is a token', async () => (await terminal.run(`${CALL} reports`)).code === 0);
  });

  it('prints the token and exits with 0, by name, in another case and by alias', async () => {
    for (const id of ['reports', 'REPORTS', 'primary-reports']) {
      await assertToken(await terminal.run(`${CALL} ${id}`));
    }
    await journey.window.screenshot('terminal-coder-signed-in');
  });

  it('prints a field that came with the token, and the whole answer', async () => {
    const idToken = await terminal.run(`${CALL} reports --extra id_token`);
    assert.deepEqual([idToken.output.split('.').length, idToken.errors, idToken.code], [3, '', 0]);
    assert.deepEqual(await terminal.run(`${CALL} reports --extra no.such.field`), { output: '', errors: '', code: 0 });
    const { output, errors, code } = await terminal.run(`${CALL} reports -o json`);
    assert.deepEqual([errors, code], ['', 0]);
    assert.deepEqual(Object.keys(JSON.parse(output) as object), [
      ...['access_token', 'token_extra', 'url', 'type', 'expires_at', 'username', 'password'],
    ]);
  });

  for (const [title, command, errors] of [
    ['an unknown integration', `${CALL} unknown`, /get external auth token: unexpected status code 404: .*unknown/],
    ['an incorrect one', `${CALL} broken`, /get external auth token: unexpected status code 500: .*broken/],
    ['no integration', CALL, /wanted 1 args but got 0$/m],
    ['a wrong token', `${CALL} reports --agent-token wrong`, /unexpected status code 401: /],
    ['a URL that nothing answers', `${CALL} reports --agent-url http://127.0.0.1:1`, /get external auth token: /],
  ] as const) {
    it(`exits with 1 for ${title}, and says why in one line: ${command}`, async () => {
      const result = await terminal.run(command);
      assert.deepEqual([result.output, result.code], ['', 1]);
      assert.match(result.errors, errors);
      assert.match(result.errors, /^credentials: [^\n]+\n$/);
    });
  }

  it('is needed by other programs alone: the command also works elsewhere, and runs them as in Coder', async () => {
    const ordinary = await Terminal.open(journey);
    assert.equal(await ordinary.variable('CODER_AGENT_URL'), '');
    await assertToken(await ordinary.run(`${CALL} reports`));
    const inside = `sh -c 'test -r "$CODER_AGENT_TOKEN_FILE" && curl -sf -H "Coder-Session-Token: $(cat "$CODER_AGENT_TOKEN_FILE")" "\${CODER_AGENT_URL}api/v2/workspaceagents/me/external-auth?id=reports" | grep -c access_token'`;
    assert.deepEqual(await ordinary.run(`credentials coder run -- ${inside}`), { output: '1\n', errors: '', code: 0 });
    assert.equal((await ordinary.run(`credentials coder run -- sh -c 'exit 7'`)).code, 7);
  });
});
