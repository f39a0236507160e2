import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  commands,
  debug,
  type DebugConfiguration,
  ShellExecution,
  Task,
  tasks,
  TaskScope,
  window,
  workspace,
} from 'vscode';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';

const VARIABLE = '${command:availableCredentials.contentEnvironmentFile}';

/** What content needs, in a file of lines NAME=VALUE. */
const NEEDED = ['RSTUDIO_PRODUCT', 'POSIT_PRODUCT', 'CONNECT_SERVER', 'CONNECT_API_KEY', 'CONNECT_CONTENT_GUID'];

describe('the environment of content', () => {
  const integrations = new WritableListSetting('integrations');
  let file: string;

  before(() => integrations.write([{ name: 'a', issuer: 'https://issuer.invalid' }]));
  after(() => integrations.write(undefined));

  const write = () => commands.executeCommand<string | undefined>('availableCredentials.contentEnvironmentFile');
  const variablesIn = (text: string) =>
    Object.fromEntries(text.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));

  it('is in a file for this user alone', async () => {
    file = (await write()) ?? assert.fail('There is no file');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    const variables = variablesIn(readFileSync(file, 'utf8'));
    assert.deepEqual(
      NEEDED.filter((name) => !variables[name]),
      [],
    );
    assert.match(variables['NO_PROXY'] ?? '', /127\.0\.0\.1/);
    // Others of its kind have a place of their own.
    assert.equal(await write(), file);
  });

  it('is what the variable in a launch configuration leads to', async function () {
    const resolved: DebugConfiguration[] = [];
    const provider = debug.registerDebugConfigurationProvider('*', {
      resolveDebugConfigurationWithSubstitutedVariables: (_folder, configuration) => {
        resolved.push(configuration);
        return undefined;
      },
    });
    try {
      const configuration = {
        type: 'node',
        request: 'launch',
        name: 'Content',
        program: '/none.js',
        envFile: VARIABLE,
      };
      await debug.startDebugging(undefined, configuration);
      await until('the variable is replaced', () => resolved.length > 0);
    } finally {
      provider.dispose();
    }
    assert.deepEqual(
      resolved.map(({ envFile }) => envFile as unknown),
      [file],
    );
  });

  it('is that of a task that runs the command', async () => {
    const folder = temporaryFolder('content-task');
    const [script, output] = ['script.cjs', 'environment.json'].map((name) => path.join(folder.path, name));
    assert.ok(script && output);
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(output)}, JSON.stringify(process.env));`);
    const execution = new ShellExecution(`credentials connect run -- "${process.execPath}" "${script}"`);
    const task = new Task({ type: 'shell' }, TaskScope.Global, 'content', 'test', execution);
    const ended = new Promise<number | undefined>((resolve) => {
      const listener = tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name === task.name) {
          listener.dispose();
          resolve(event.exitCode);
        }
      });
    });
    await tasks.executeTask(task);
    assert.equal(await ended, 0);
    const given = JSON.parse(readFileSync(output, 'utf8')) as Readonly<Record<string, string>>;
    await folder.remove();
    const variables = variablesIn(readFileSync(file, 'utf8'));
    for (const name of NEEDED) {
      assert.equal(given[name], variables[name], name);
    }
  });

  it('has secrets, which are in no command line, no setting and no diagnostics', async function () {
    // Only Linux shows the environments of processes.
    if (process.platform !== 'linux') this.skip();
    const variables = variablesIn(readFileSync(file, 'utf8'));
    const secrets = ['CONNECT_API_KEY', 'CONNECT_CONTENT_SESSION_TOKEN'].map((name) => variables[name] ?? '');
    assert.ok(secrets.every((secret) => secret.length >= 32));
    const holdsSecret = (text: string) => secrets.some((secret) => text.includes(secret));
    /** What this user's processes have in a file of theirs. */
    const inProcesses = (name: string) =>
      readdirSync('/proc')
        .filter((pid) => /^\d+$/.test(pid))
        .map((pid) => {
          try {
            return readFileSync(`/proc/${pid}/${name}`, 'utf8');
          } catch {
            // Another user's, or ended.
            return '';
          }
        });
    await commands.executeCommand('availableCredentials.openTerminalAsOnConnect');
    await until('there is a process of content', () => inProcesses('environ').some(holdsSecret));
    assert.ok(!inProcesses('cmdline').some(holdsSecret), 'A command line contains a secret');
    const created = window.terminals.map(({ creationOptions }) => JSON.stringify(creationOptions));
    assert.ok(!created.some(holdsSecret), 'A terminal is created with a secret, which the editor may log');
    assert.ok(!holdsSecret(JSON.stringify(workspace.getConfiguration('availableCredentials'))));
    await commands.executeCommand('availableCredentials.showDiagnostics');
    await until(
      'the diagnostics are shown',
      () => window.activeTextEditor?.document.uri.scheme === 'available-credentials',
    );
    assert.ok(!holdsSecret(window.activeTextEditor?.document.getText() ?? ''));
    window.terminals.forEach((terminal) => terminal.dispose());
  });

  it('is gone when nothing is served, and then no file is written', async () => {
    assert.ok(existsSync(file));
    await workspace.getConfiguration('availableCredentials').update('broker.enabled', false, true);
    try {
      await until('the file is removed', () => !existsSync(file));
      assert.equal(await write(), undefined);
      assert.ok(!existsSync(file));
    } finally {
      await workspace.getConfiguration('availableCredentials').update('broker.enabled', undefined, true);
    }
  });
});
