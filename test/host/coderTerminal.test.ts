import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands, ShellExecution, ShellQuoting, Task, tasks, TaskScope, window, workspace } from 'vscode';
import { WritableListSetting } from '../../src/ui/writableListSetting.js';
import { until } from '../until.js';

const NAMES = ['CODER_AGENT_URL', 'CODER_AGENT_TOKEN_FILE', 'AVAILABLE_CREDENTIALS_CODER'];

type Variables = Readonly<Record<string, string | undefined>>;

describe('a terminal in which the window answers in the place of Coder', () => {
  const integrations = new WritableListSetting('integrations');
  const set = (isOn: boolean | undefined) =>
    workspace.getConfiguration('availableCredentials').update('broker.coder', isOn, true);

  before(() => integrations.write([{ name: 'a', issuer: 'https://issuer.invalid' }]));
  after(async () => {
    await set(undefined);
    await integrations.write(undefined);
  });

  /** The environment of a task. */
  async function environment(): Promise<Variables> {
    const output = path.join(tmpdir(), `coder-task-${process.pid}.json`);
    const script = `require('node:fs').writeFileSync(${JSON.stringify(output)}, JSON.stringify(process.env))`;
    const node = '$AVAILABLE_CREDENTIALS_NODE';
    const execution = new ShellExecution(`ELECTRON_RUN_AS_NODE=1 "${node}"`, [
      '-e',
      { value: script, quoting: ShellQuoting.Strong },
    ]);
    const task = new Task({ type: 'shell' }, TaskScope.Global, `coder ${Math.random()}`, 'test', execution);
    await tasks.executeTask(task);
    await until('the task has ended', () => existsSync(output) && readFileSync(output, 'utf8').endsWith('}'));
    const variables = JSON.parse(readFileSync(output, 'utf8')) as Variables;
    rmSync(output);
    return variables;
  }

  it('is opened by the command, and no other terminal is one', async () => {
    await commands.executeCommand('availableCredentials.openTerminalAsInCoder');
    const opened = window.terminals.find(({ name }) => name === 'As in Coder') ?? assert.fail('There is no terminal');
    const { shellArgs } = { shellArgs: [], ...opened.creationOptions };
    const given = Object.fromEntries(
      [shellArgs].flat().map((each) => each.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    opened.dispose();
    assert.match(given['CODER_AGENT_URL'] ?? '', /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.ok(existsSync(given['CODER_AGENT_TOKEN_FILE'] ?? ''));
    const others = await environment();
    assert.deepEqual(
      NAMES.filter((name) => others[name]),
      [],
    );
  });

  it('is each one while the setting is on', async () => {
    await set(true);
    await until('tasks have the variables', async () => {
      const variables = await environment();
      return NAMES.every((name) => variables[name]);
    });
    await set(undefined);
    await until('tasks have none of them', async () => {
      const variables = await environment();
      return NAMES.every((name) => !variables[name]);
    });
  });
});
