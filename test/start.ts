import { parseArgs } from 'node:util';
import { launchBrowser } from './editor/browser.js';
import { startCodeServer, type CodeServer, type CodeServerOptions } from './editor/codeServer.js';
import { ensureEditor, type Editor } from './editor/install.js';
import { checkPort } from './editor/port.js';
import { packageExtension } from './editor/vsix.js';
import { WorkbenchPage, type Row } from './editor/workbench.js';
import { askedToEnd, endWithNpm } from './exitCleanup.js';
import { startProvider, type RunningProvider } from './sandbox/authorizationServer.js';
import { startCoder, type Coder } from './sandbox/coder/coder.js';
import { startConnect, type Connect } from './sandbox/connect/connect.js';
import { users } from './sandbox/connect/users.js';
import { startSandbox } from './sandbox/sandbox.js';
import { until } from './until.js';

const help = `Usage: npm start -- [--port N] [--laptop] [--coder] [--check]

Builds the extension and starts a real VS Code (code-server) with it, in a session of a Posit Workbench sandbox, and with
an integration of the user's own at a provider and a Posit Connect beside it. Runs until Ctrl+C.

--port N  the port of 127.0.0.1 on which VS Code is served; default: 8080. 0 picks a free one.
--laptop  without a Workbench: the extension itself answers the code in terminals.
--coder   in a workspace of a Coder deployment, whose owner is signed in, and without a Workbench.
--check   opens it in a headless browser, prints the view's rows and a screenshot's path, and ends.
--help    prints this.`;

const containerTitle = 'Available Credentials';

/** Where the provider of the user's own integrations is: an address that the editor does not lead through itself. */
const providerAddress = '127.0.0.2';

/** How long the session may be left open, in milliseconds. */
const month = 30 * 24 * 3_600_000;

interface Options {
  readonly port: number;
  readonly laptop: boolean;
  readonly coder: boolean;
  readonly check: boolean;
}

/** @returns undefined when only help is wanted. @throws Error that names what is wrong in the command line. */
function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      laptop: { type: 'boolean', default: false },
      coder: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  const text = values.port ?? (values.check ? '0' : '8080');
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new Error(`--port ${text} is not a port: 0 to 65535.`);
  }
  return { port, laptop: values.laptop, coder: values.coder, check: values.check };
}

async function start({ port, laptop, coder: inCoder, check }: Options): Promise<void> {
  // Before the minutes that the rest may take.
  await checkPort(port);
  const editor = await ensureEditor(console.log);
  console.log('Building the extension …');
  const extension = await packageExtension();
  const sandbox = laptop || inCoder ? undefined : await startSandbox({ cookieLifetime: month });
  const coder = inCoder ? await startCoderWithLinks() : undefined;
  try {
    const provider = await startProvider({ host: providerAddress, accounts: Object.values(users) });
    try {
      const allowedRedirectUris = sandbox ? [sandbox.redirectUri] : [];
      const connect = await startConnect({ provider: provider.issuer, allowedRedirectUris });
      try {
        const options = { port, env: sandbox?.env ?? (coder ? coderEnvironment(coder) : {}), extensions: [extension] };
        await startEditor(editor, provider, connect, options, check);
      } finally {
        await connect.stop();
      }
    } finally {
      await provider.stop();
    }
  } finally {
    await Promise.all([sandbox?.stop(), coder?.stop()]);
  }
}

/** A Coder with a link in each state. */
async function startCoderWithLinks(): Promise<Coder> {
  const coder = await startCoder();
  const hour = 3_600_000;
  coder.addLink('primary-gitlab', { expiresIn: hour });
  coder.addLink('bitbucket', { expiresIn: hour, hasRefreshToken: false });
  coder.addLink('slack', { validateError: 'token_revoked' });
  return coder;
}

/** Of a workspace whose owner has a session token there, too. */
function coderEnvironment({ env, url, sessionToken }: Coder): Readonly<Record<string, string>> {
  return { ...env, CODER_URL: url, CODER_SESSION_TOKEN: sessionToken };
}

async function startEditor(
  editor: Editor,
  provider: RunningProvider,
  connect: Connect,
  options: CodeServerOptions,
  check: boolean,
): Promise<void> {
  const settings = {
    'availableCredentials.integrations': [localIntegration(provider)],
    'availableCredentials.connect.servers': [{ name: 'Sandbox Connect', url: connect.url, default: true }],
  };
  const server = await startCodeServer(editor, { ...options, settings });
  try {
    if (check) {
      await showRows(editor, server);
    } else {
      console.log(howToUse(server, provider, connect));
      await askedToEnd();
    }
  } finally {
    await server.stop();
  }
}

/** An integration of the user's own, whose client is registered at the first sign-in. */
function localIntegration({ issuer }: RunningProvider) {
  return {
    name: 'reports',
    display_name: 'Reports',
    description: 'Figures of the sandbox, by a client of your own.',
    issuer,
    scopes: ['openid', 'offline_access', 'reports:read'],
  };
}

function howToUse(server: CodeServer, { account, issuer }: RunningProvider, connect: Connect): string {
  const { viewer, publisher, administrator } = connect.accounts;
  return `
Open ${server.url}
and there the view ${containerTitle} in the activity bar. To sign in to an integration, use the account
  login     ${account.login}
  password  ${account.password}
To add an integration of your own, give the command Add Integration… this issuer
  ${issuer}
A Posit Connect is at
  ${connect.url}
with the accounts ${viewer.login}, ${publisher.login} and ${administrator.login}, whose password is ${publisher.password}.
In a terminal there, try: credentials list
Ctrl+C ends it all.`;
}

async function showRows(editor: Editor, server: CodeServer): Promise<void> {
  const browser = await launchBrowser(editor, server.origin);
  try {
    const workbench = new WorkbenchPage(await browser.context.newPage());
    await workbench.openWindow(server.url);
    await workbench.openView(containerTitle);
    await workbench.waitForRows();
    await until('all have answered', async () => (await workbench.rows()).every(({ icon }) => icon !== 'loading'));
    console.log(asTable(await workbench.rows()));
    console.log(`Screenshot: ${await workbench.screenshot('check')}`);
  } finally {
    await browser.close();
  }
}

function asTable(rows: readonly Row[]): string {
  const columns = rows.map(
    ({ level, icon, label, description }) => [icon ?? '', '  '.repeat(level - 1) + label, description] as const,
  );
  const width = (index: 0 | 1): number => Math.max(...columns.map((row) => row[index].length));
  const [icons, labels] = [width(0), width(1)];
  return columns
    .map(([icon, label, description]) => `${icon.padEnd(icons)}  ${label.padEnd(labels)}  ${description}`.trimEnd())
    .join('\n');
}

endWithNpm();
try {
  const options = readOptions();
  if (options === undefined) {
    console.log(help);
  } else {
    await start(options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
