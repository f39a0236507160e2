import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { findCommand } from '../editor/debianPackages.js';
import { endedAfterAll } from '../ended.js';
import type { RunningProvider } from '../sandbox/authorizationServer.js';
import { until } from '../until.js';
import { signInOnPage, type Journey } from './journey.js';
import { startLocalJourney, startReachableProvider } from './localJourney.js';
import { exists, Terminal, type TerminalResult } from './terminal.js';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** So that no user's own configuration of Git has a say. */
const GIT =
  "GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=false git -c credential.helper='!credentials git-credential'";

const gitFill = (host: string) => `printf 'protocol=https\\nhost=${host}\\n\\n' | ${GIT} credential fill`;

describe('The command in a terminal, with integrations of the user’s own', () => {
  const ended = endedAfterAll();
  let provider: RunningProvider;
  let journey: Journey;
  let terminal: Terminal;

  before(async () => {
    provider = await startReachableProvider();
    ended(() => provider.stop());
    const { issuer } = provider;
    const scopes = ['openid', 'offline_access', 'reports:read'];
    journey = await startLocalJourney(
      [
        {
          name: 'reports',
          display_name: 'Reports',
          issuer,
          scopes,
          git_hosts: ['git.example.org', 'both.example.org'],
        },
        { name: 'archive', display_name: 'The Archive', issuer, scopes: ['openid'], git_hosts: ['both.example.org'] },
        { name: 'broken', issuer: 'nowhere' },
      ],
      {
        opensView: false,
        settings: {
          'terminal.integrated.profiles.linux': {
            'in bash': { path: 'bash' },
            'in sh': { path: 'sh' },
            'in zsh': { path: 'zsh' },
          },
        },
      },
    );
    ended(() => journey.end());
    await until('it is answered', async () => (await journey.ownLog()).includes('broker: listens at'));
    terminal = await Terminal.open(journey);
  });

  const done = ({ output, errors, code }: TerminalResult): string => {
    assert.deepEqual([errors, code], ['', 0]);
    return output;
  };

  /** What a token is, without it being shown where it is none. */
  const assertToken = async (token: string): Promise<void> => {
    assert.equal(
      await provider.isActive(token),
      true,
      `These ${token.length} characters are no good token of the provider.`,
    );
  };

  const failed = (result: TerminalResult, errors: RegExp): void => {
    assert.deepEqual([result.output.length, result.code], [0, 2]);
    assert.match(result.errors, errors);
    assert.equal(result.errors.trimEnd().split('\n').length, 1);
  };

  it('is there, though the view was never opened', async () => {
    assert.equal(
      await journey.window.page.locator('.part.sidebar').getByRole('treeitem', { name: 'Reports' }).count(),
      0,
    );
    const lines = done(await terminal.run('credentials list'))
      .trimEnd()
      .split('\n');
    await journey.window.screenshot('terminal-list');
    assert.match(lines[0] ?? '', /^NAME +STATUS +INTEGRATION ID$/);
    assert.match(lines[1] ?? '', /^Reports +not signed in +[-0-9a-f]{36}$/);
    assert.match(lines[2] ?? '', /^The Archive +not signed in +[-0-9a-f]{36}$/);
    assert.match(lines[3] ?? '', /^broken +configuration error/);
  });

  it('is there in a task', async () => {
    const { window, folder } = journey;
    const output = path.join(folder, 'task');
    const command = `credentials list --output json > '${output}.part'; mv '${output}.part' '${output}'`;
    await mkdir(path.join(folder, 'workspace/.vscode'), { recursive: true });
    await writeFile(
      path.join(folder, 'workspace/.vscode/tasks.json'),
      JSON.stringify({
        version: '2.0.0',
        tasks: [{ label: 'list credentials', type: 'shell', command, problemMatcher: [] }],
      }),
    );
    await until('VS Code knows the task', async () => {
      await window.runCommand('Tasks: Run Task');
      const isKnown = (await window.quickInput.items()).includes('list credentials');
      await (isKnown ? undefined : window.quickInput.cancel());
      return isKnown;
    });
    await window.quickInput.pick('list credentials');
    await until('the task has printed', () => exists(output));
    const listed = JSON.parse(await readFile(output, 'utf8')) as { display_name: string }[];
    assert.deepEqual(
      listed.map(({ display_name: name }) => name),
      ['Reports', 'The Archive', 'broken'],
    );
    terminal = await Terminal.open(journey);
  });

  it('is there for a program that is debugged in a terminal', async () => {
    const { window, folder } = journey;
    const output = path.join(folder, 'debugged');
    const program = path.join(folder, 'workspace/program.js');
    await writeFile(
      program,
      `const printed = require('node:child_process').execFileSync('credentials', ['list', '--output', 'json']);
       require('node:fs').writeFileSync('${output}.part', printed);
       require('node:fs').renameSync('${output}.part', '${output}');`,
    );
    const launch = { type: 'node', request: 'launch', name: 'program', program, console: 'integratedTerminal' };
    await writeFile(
      path.join(folder, 'workspace/.vscode/launch.json'),
      JSON.stringify({ version: '0.2.0', configurations: [launch] }),
    );
    await window.runCommand('Debug: Start Debugging');
    await until('the program has printed', () => exists(output));
    assert.equal((JSON.parse(await readFile(output, 'utf8')) as object[]).length, 3);
    terminal = await Terminal.open(journey);
  });

  it('prints a URL for a user who is not signed in, at which he signs in', async () => {
    const { window } = journey;
    const { output, errors, code } = await terminal.run('credentials access-token reports');
    assert.equal(code, 1);
    assert.match(errors, /^credentials: You are not signed in to Reports\. /);
    assert.ok(output.startsWith(`${provider.issuer}/auth?`) && output.endsWith('\n'));
    const tab = await window.page.context().newPage();
    await tab.goto(output.trim());
    await signInOnPage(tab, provider.account, 'Allow');
    await tab.getByText('You can close this page now.').waitFor();
    await tab.close();
    await until('it is signed in', async () => /signed in/.test((await terminal.run('credentials list')).output));
    await assertToken(done(await terminal.run('credentials access-token --wait=30 reports')));
  });

  it('prints the token, without a newline', async () => {
    const byName = done(await terminal.run('credentials access-token REPORTS'));
    await assertToken(byName);
    const listed = done(await terminal.run('credentials list --output json'));
    const [{ id, status, expires_at: expiresAt }] = JSON.parse(listed) as [Record<string, string>];
    assert.match(id ?? '', GUID);
    assert.equal(status, 'signed_in');
    assert.ok(Date.parse(expiresAt ?? '') > Date.now());
    assert.ok(done(await terminal.run(`credentials access-token ${id}`)) === byName);
  });

  it('prints JSON, and the fields that came with the token', async () => {
    const json = JSON.parse(done(await terminal.run('credentials access-token Reports --output json'))) as {
      access_token: string;
      expires_at: string;
      url: null;
    };
    await assertToken(json.access_token);
    assert.ok(Date.parse(json.expires_at) > Date.now());
    const idToken = done(await terminal.run('credentials access-token Reports --extra id_token'));
    assert.equal(idToken.split('.').length, 3);
    failed(await terminal.run('credentials access-token Reports --extra instance_url'), /no instance_url/);
    const notSignedIn = await terminal.run('credentials access-token archive --output json');
    assert.equal(notSignedIn.code, 1);
    const { access_token: none, url } = JSON.parse(notSignedIn.output) as Record<string, string | null>;
    assert.equal(none, null);
    assert.ok(url?.startsWith(provider.issuer));
  });

  it('says in one line what was wrong', async () => {
    failed(await terminal.run('credentials access-token nobody'), /^credentials: There is no integration nobody\./);
    failed(await terminal.run('credentials access-token broken'), /^credentials: broken is not configured correctly: /);
    failed(await terminal.run('credentials what'), /^credentials: .*--help/);
  });

  it('waits while the window opens the browser, and prints the token', async () => {
    let running: Promise<TerminalResult> | undefined;
    const tab = await journey.openedTab(() => {
      running = terminal.run('credentials access-token --wait "The Archive"');
      return Promise.resolve();
    });
    await signInOnPage(tab, provider.account, 'Allow');
    const result = await running;
    await tab.close();
    assert.ok(result);
    assert.match(result.errors, /^credentials: The editor window opens a page in your browser/);
    assert.equal(result.code, 0);
    await assertToken(result.output);
  });

  it('waits no longer than it is told to', async () => {
    assert.match(done(await terminal.run('credentials sign-out "the archive"')), /^Signed out of The Archive\./);
    const [tab, result] = await Promise.all([
      journey.window.page.context().waitForEvent('page'),
      terminal.run('credentials access-token --wait=1 archive'),
    ]);
    await tab.close();
    assert.equal(result.code, 1);
    assert.match(result.errors, /You have not signed in to The Archive within 1 s\./);
  });

  // Only a real terminal shows which variables win: VS Code sets its own after those that a terminal is created with.
  it('finds the window as its Posit Connect, in a terminal that is opened for that', async () => {
    const content = await Terminal.open(journey, journey.window, 'Posit Workbench: Open Terminal as on Posit Connect');
    await journey.window.screenshot('terminal-content');
    assert.deepEqual(
      [await content.variable('POSIT_PRODUCT'), await content.variable('RSTUDIO_PRODUCT')],
      ['CONNECT', 'CONNECT'],
    );
    const url = await content.variable('RS_SERVER_ADDRESS');
    assert.equal(await content.variable('CONNECT_SERVER'), `${url}/`);
    const asked =
      'curl -s -o /dev/null -w %{http_code} -H "Authorization: Key $CONNECT_API_KEY" "$CONNECT_SERVER/__api__/v1/user"';
    assert.equal(done(await content.run(asked)), '200');
    assert.equal(done(await content.run('credentials access-token Reports | wc -l')).trim(), '0');
    await journey.window.runCommand('Terminal: Kill the Active Terminal Instance');
  });

  // Only an editor has an address of its own for a port, which its browser can open.
  it('opens an app as its viewer, at the address that the editor gives it', async () => {
    const app = createServer(({ headers }, response) => {
      const { user } = JSON.parse(String(headers['rstudio-connect-credentials'])) as { user: string };
      response.setHeader('content-type', 'text/html');
      response.end(
        `<p>Hello ${user} of ${String(headers['posit-connect-user-session-token']).split('.').length} parts</p>`,
      );
    }).listen(0, '127.0.0.1');
    ended(() => app.close());
    await once(app, 'listening');
    const { port } = app.address() as AddressInfo;
    const { window } = journey;
    await window.runCommand('Posit Workbench: Open App as Another Viewer…');
    await window.quickInput.waitForPrompt('The name of the viewer');
    await window.screenshot('viewer-name');
    await window.quickInput.enter('Grace Hopper');
    await window.quickInput.waitForPrompt('The groups of the viewer');
    await window.quickInput.enter('');
    await window.quickInput.waitForPrompt('The port or the address');
    const tab = await journey.openedTab(() => window.quickInput.enter(String(port)));
    await tab.getByText('Hello Grace Hopper of 3 parts').waitFor();
    await tab.close();
    await until('the editor says whose tokens these are', async () =>
      (await window.toasts()).some((text) => /The app sees Grace Hopper\. .* still those of/.test(text)),
    );
    await window.screenshot('viewer-opened');
    app.closeAllConnections();
  });

  it('signs out, and in', async () => {
    const token = done(await terminal.run('credentials access-token Reports'));
    assert.match(done(await terminal.run('credentials sign-out Reports')), /^Signed out of Reports\.\n$/);
    assert.equal(await provider.isActive(token), false);
    assert.match(done(await terminal.run('credentials sign-out Reports')), /^You are not signed in to Reports\.\n$/);
    let running: Promise<TerminalResult> | undefined;
    const tab = await journey.openedTab(() => {
      running = terminal.run('credentials sign-in Reports');
      return Promise.resolve();
    });
    await signInOnPage(tab, provider.account, 'Allow');
    const result = await running;
    await tab.close();
    assert.deepEqual([result?.output, result?.code], ['Signed in to Reports.\n', 0]);
    assert.match(done(await terminal.run('credentials sign-in Reports')), /^You are already signed in to Reports\.\n$/);
  });

  it('prints variables by which another program is answered', async () => {
    await terminal.run('variables="$(credentials env)"');
    const elsewhere = `env -i "PATH=$PATH" "AVAILABLE_CREDENTIALS_NODE=$AVAILABLE_CREDENTIALS_NODE" sh -c`;
    failed(
      await terminal.run(`${elsewhere} 'credentials list'`),
      /No credentials server found\. Run this in a terminal/,
    );
    const token = done(
      await terminal.run(`${elsewhere} 'eval "$1"; credentials access-token Reports' sh "$variables"`),
    );
    await assertToken(token);
  });

  it('is a credential helper of Git', async () => {
    const filled = done(await terminal.run(gitFill('git.example.org')));
    const fields = new Map(
      filled
        .trimEnd()
        .split('\n')
        .map((line) => [line.split('=')[0], line.split('=')[1] ?? '']),
    );
    assert.deepEqual([fields.get('protocol'), fields.get('host')], ['https', 'git.example.org']);
    await assertToken(fields.get('password') ?? '');
    for (const [host, told] of [
      ['both.example.org', /several integrations are for both\.example\.org/],
      ['nobody.example.org', /^(?!credentials: )/],
    ] as const) {
      const { output, errors, code } = await terminal.run(gitFill(host));
      assert.deepEqual([output.length, code], [0, 128]);
      assert.match(errors, told);
    }
  });

  for (const shell of ['sh', 'zsh']) {
    describe(`in ${shell}`, () => {
      before(async function () {
        if (findCommand(shell) === undefined) {
          // Not every machine has every shell.
          this.skip();
        }
        const { window } = journey;
        await window.runCommand('Terminal: Select Default Profile');
        await window.quickInput.pick(`in ${shell}`);
        // VS Code takes a moment until it does as the setting says.
        await until(`a new terminal runs ${shell}`, async () => {
          terminal = await Terminal.open(journey);
          return (
            (await terminal.run('ps -p $$ -o comm=')).output ===
            `${shell}
`
          );
        });
      });

      it('does the same', async () => {
        assert.match(done(await terminal.run('credentials list')), /^NAME .*\nReports +signed in +in \d+ min/);
        await assertToken(done(await terminal.run('credentials access-token Reports')));
        failed(await terminal.run('credentials access-token nobody'), /There is no integration nobody/);
        assert.equal((await terminal.run('credentials access-token archive')).code, 1);
        await assertToken(done(await terminal.run('eval "$(credentials env)"; credentials access-token Reports')));
        assert.match(done(await terminal.run(gitFill('git.example.org'))), /^password=/m);
      });
    });
  }
});
