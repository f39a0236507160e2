import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { SEED_VARIABLE } from '../randomOrder.js';
import { launchBrowser } from './browser.js';
import { startCodeServer, type CodeServer } from './codeServer.js';
import { ensureEditor } from './install.js';
import { chosenEditor, EDITOR_VARIABLE } from './releases.js';
import { reportMark } from './reportMark.js';

/** How long all tests may take together, in milliseconds. */
const runLimit = 300_000;

/**
 * Opens a window that loads the extension and its tests from their folders, as desktop VS Code does when it is started
 * with these arguments, and prints what the tests report; when they report nothing, what VS Code has logged.
 *
 * @returns the exit code that the tests' entry has led to.
 * @throws Error when the window does not say so in time.
 */
async function runExtensionTests(server: CodeServer, page: Page, extension: string, tests: string): Promise<number> {
  const logged: string[] = [];
  const report: string[] = [];
  const verdict = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error(`No verdict after ${runLimit / 1_000} s.`)), runLimit).unref();
    page.once('crash', () => reject(new Error('The page crashed.')));
    // VS Code's own hooks for tests of its web version: its log, and the exit code.
    page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    page
      .exposeFunction('codeAutomationLog', (_severity: string, values: unknown[]) => {
        const line = format(...values);
        if (line.startsWith(reportMark)) {
          report.push(line);
          console.log(line.slice(reportMark.length));
        } else {
          logged.push(line);
        }
      })
      .catch(reject);
  });
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(extension)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ];
  const url = `${server.url}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  try {
    const [code] = await Promise.all([verdict, page.goto(url)]);
    return code;
  } finally {
    if (report.length === 0) {
      console.error(logged.join('\n'));
    }
  }
}

const { values } = parseArgs({
  // The arguments that matter to a desktop only are let pass.
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    version: { type: 'boolean' },
  },
});
const { extensionDevelopmentPath: extension, extensionTestsPath: tests, version } = values;
if (version === true) {
  console.log(chosenEditor().vscode);
} else if (typeof extension !== 'string' || typeof tests !== 'string') {
  throw new Error('Needs --extensionDevelopmentPath=FOLDER and --extensionTestsPath=FILE.');
} else {
  const editor = await ensureEditor(console.log);
  const handedOn = Object.entries(process.env).filter(([name]) =>
    ['TEST_RESULTS', SEED_VARIABLE, EDITOR_VARIABLE].includes(name),
  );
  const server = await startCodeServer(editor, {
    runsTests: true,
    env: Object.fromEntries(handedOn.map(([name, value]) => [name, value ?? ''])),
  });
  try {
    const browser = await launchBrowser(editor, server.origin);
    try {
      process.exitCode = await runExtensionTests(server, await browser.context.newPage(), extension, tests);
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}
