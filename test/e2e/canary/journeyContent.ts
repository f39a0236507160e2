import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Ended } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import type { Journey } from '../journey.js';
import { Terminal } from '../terminal.js';
import type { Secret } from './leaks.js';

/** A program of content that a debugger starts. */
const DEBUGGED = `console.log('debugged as on ' + process.env.RSTUDIO_PRODUCT);`;

/** Its launch configuration. */
const LAUNCH = {
  ...{ name: 'Content', type: 'node', request: 'launch', program: '${workspaceFolder}/content.js' },
  envFile: '${command:availableCredentials.contentEnvironmentFile}',
};

/** Content under development in a journey: each way in which it gets its key and its tokens, which it notes. */
export class JourneyContent {
  readonly #secrets = new Map<string, string>();

  constructor(
    private readonly journey: Journey,
    private readonly ended: Ended,
  ) {}

  /** The keys and tokens that content was given. */
  get secrets(): readonly Secret[] {
    return [...this.#secrets].map(([kind, value]) => ({ kind, value }));
  }

  /** Runs a program in a terminal as on Posit Connect. Returns what the doctor says there. */
  async run(): Promise<string> {
    const title = 'Posit Workbench: Open Terminal as on Posit Connect';
    const terminal = await Terminal.open(this.journey, this.journey.window, title);
    // Outside of what is searched.
    const folder = temporaryFolder('canary');
    this.ended(() => folder.remove());
    const [key, token] = ['CONNECT_API_KEY', 'CONNECT_CONTENT_SESSION_TOKEN'];
    const file = path.join(folder.path, 'variables');
    await terminal.run(`env | grep -E '^(${key}|${token})=' | tee '${file}' | wc -l`);
    for (const line of (await readFile(file, 'utf8')).trim().split('\n')) {
      const [name = '', value = ''] = line.split('=');
      this.#secrets.set(name, value);
    }
    assert.deepEqual([...this.#secrets.keys()].sort(), [key, token]);
    return (await terminal.run('credentials connect doctor')).output;
  }

  /** Starts a program in the debugger, with the file of the environment. */
  async debug(): Promise<void> {
    const { folder, window } = this.journey;
    const workspace = path.join(folder, 'workspace');
    await mkdir(path.join(workspace, '.vscode'));
    await writeFile(path.join(workspace, 'content.js'), DEBUGGED);
    const launch = { version: '0.2.0', configurations: [LAUNCH] };
    await writeFile(path.join(workspace, '.vscode/launch.json'), JSON.stringify(launch));
    await window.runCommand('Debug: Start Debugging');
    await window.page.getByText('debugged as on CONNECT').first().waitFor();
  }

  /** Opens an app as another viewer. */
  async view(): Promise<void> {
    const { quickInput } = this.journey.window;
    const app = createServer((request, response) => {
      this.#secrets.set('user session token', String(request.headers['posit-connect-user-session-token']));
      response.setHeader('content-type', 'text/html').end('<p>This is the app</p>');
    }).listen(0, '127.0.0.1');
    this.ended(() => app.close());
    await once(app, 'listening');
    await this.journey.window.runCommand('Posit Workbench: Open App as Another Viewer…');
    await quickInput.waitForPrompt('The name of the viewer');
    await quickInput.enter('Grace');
    await quickInput.waitForPrompt('The groups of the viewer');
    await quickInput.accept();
    await quickInput.waitForPrompt('The port');
    const { port } = app.address() as AddressInfo;
    const tab = await this.journey.openedTab(() => quickInput.enter(String(port)));
    await tab.getByText('The app sees Grace.').waitFor();
    await tab.getByText('This is the app').waitFor();
    await tab.close();
    assert.match(this.#secrets.get('user session token') ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/);
  }
}
