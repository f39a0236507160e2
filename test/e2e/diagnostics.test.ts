import assert from 'node:assert/strict';
import { startSandbox, type SandboxOptions, type Sandbox } from '../sandbox/sandbox.js';
import { until } from '../until.js';
import { type Journey, withJourney } from './journey.js';

const TITLE = 'Available Credentials Diagnostics.txt';

/** Shows the diagnostics by the palette, and returns their whole text, as *Copy to Clipboard* copies it. */
async function diagnostics({ window }: Journey): Promise<string> {
  await window.clearClipboard();
  await window.runCommand('Posit Workbench: Show Available Credentials Diagnostics');
  await window.editor.activeTab(TITLE).waitFor();
  await window.editor.codeLens('Copy to Clipboard').click();
  await until('it is copied', async () => (await window.clipboardText()) !== '');
  return window.clipboardText();
}

/** The lines of a section, without its title. */
function section(report: string, title: string): string[] {
  const found = report.split('\n\n').find((each) => each.startsWith(`${title}\n`));
  return (found ?? '').trimEnd().split('\n').slice(1);
}

/** A section as one line, however its values are wrapped. */
function sectionText(report: string, title: string): string {
  return section(report, title).join(' ').replace(/\s+/g, ' ');
}

/** The first line of a fact's value, by its label. */
function fact(report: string, title: string, label: string): string | undefined {
  return section(report, title)
    .find((line) => line.startsWith(`  ${label}  `))
    ?.slice(label.length + 2)
    .trim();
}

async function inSession(options: SandboxOptions, work: (sandbox: Sandbox, journey: Journey) => Promise<void>) {
  const sandbox = await startSandbox(options);
  try {
    await withJourney({ env: sandbox.env }, (journey) => work(sandbox, journey));
  } finally {
    await sandbox.stop();
  }
}

describe('The diagnostics', () => {
  it('tell what a support request needs, and follow what happens', () =>
    inSession({ tls: true }, async (sandbox, journey) => {
      const { window } = journey;
      await window.row('GitHub').waitFor();
      const report = await diagnostics(journey);
      await window.screenshot('diagnostics');
      assert.match(
        fact(report, 'Versions', 'Extension') ?? '',
        /^open-credentials\.available-credentials \d+\.\d+\.\d+$/,
      );
      assert.match(fact(report, 'Versions', 'Editor') ?? '', /^code-server \d+\.\d+/);
      const session = 'Posit Workbench: session';
      assert.equal(fact(report, session, 'RS_SERVER_ADDRESS'), sandbox.env['RS_SERVER_ADDRESS']);
      assert.match(fact(report, session, 'File rpc_cookie') ?? '', /^set; until \d{4}-.* UTC \(for \d+ h\)$/);
      assert.equal(fact(report, session, 'RS_SESSION_RPC_COOKIE'), 'not set');
      const server = 'Posit Workbench: server';
      assert.deepEqual(
        ['Proxy', 'TLS', 'Issued by', 'Trusted'].map((label) => fact(report, server, label)),
        ['not used', 'TLSv1.3', 'Sandbox Workbench CA', 'yes'],
      );
      const refreshes = 'Posit Workbench: refreshes';
      assert.match(fact(report, refreshes, 'Last refresh') ?? '', /^\d{4}-.* UTC \(\d+ s ago\), took \d+ ms$/);
      assert.equal(
        fact(report, refreshes, 'Integrations'),
        '5: 1 signed in, 3 not signed in, 1 with a configuration error',
      );
      assert.equal(fact(report, refreshes, 'Last error'), 'no error since this window was opened');

      sandbox.expireCookie();
      await window.pressToolbar('Refresh');
      await until('the view says so', async () => (await window.message()).includes('HTTP 401'));
      const refused = await diagnostics(journey);
      assert.match(sectionText(refused, 'What to do next'), /Restart the session/);
      assert.match(fact(refused, refreshes, 'Causes') ?? '', /^authorization: Workbench does not accept/);
      await until('the tab shows the new text', async () =>
        (await window.editor.text()).includes('Restart the session'),
      );

      const [madeAt] = /Created at .* UTC/.exec(refused) ?? assert.fail('It does not say when it was made');
      // Not by the browser, which is quicker than VS Code is to keep what is open.
      await window.runCommand('Developer: Reload Window');
      await until('the tab is back, with a new report', async () => {
        const text = await window.editor.text().catch(() => '');
        return text.includes('RS_SERVER_ADDRESS') && !text.includes(madeAt);
      });
    }));
});
