import assert from 'node:assert/strict';
import {
  type CodeLens,
  commands,
  ConfigurationTarget,
  env,
  FilePermission,
  FileSystemError,
  type TextDocument,
  version,
  window,
  workspace,
} from 'vscode';
import { until } from '../until.js';

const SCHEME = 'available-credentials';

/** Shows the diagnostics, and returns the document that is in front then, once its tab has the new text. */
async function show(): Promise<TextDocument> {
  await commands.executeCommand('availableCredentials.showDiagnostics');
  const document = window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, SCHEME);
  const text = new TextDecoder().decode(await workspace.fs.readFile(document.uri));
  await until('the tab has the new text', () => document.getText() === text);
  return document;
}

/** The value that stands behind a label, without what is wrapped. */
function fact(text: string, label: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.startsWith(`  ${label}  `))
    ?.slice(label.length + 2)
    .trim();
}

/** The whole value behind a label, however it is wrapped. */
function valueOf(text: string, label: string): string {
  const [, value = ''] = text.split(`\n  ${label}  `);
  return (
    value
      .split(/\n(?! {8,})/)[0]
      ?.replace(/\s+/g, ' ')
      .trim() ?? ''
  );
}

describe('the diagnostics document', () => {
  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  /** Runs with a setting of the user's, which is as before afterwards. */
  async function withSetting(name: string, value: unknown, run: () => Promise<void>): Promise<void> {
    const settings = () => workspace.getConfiguration();
    const before = settings().inspect(name)?.globalValue;
    try {
      await settings().update(name, value, ConfigurationTarget.Global);
      await run();
    } finally {
      await settings().update(name, before, ConfigurationTarget.Global);
    }
  }

  it('is plain text with a name that says what it is', async () => {
    const document = await show();
    assert.deepEqual(
      [document.uri.path, document.languageId, document.isDirty],
      ['/diagnostics/Available Credentials Diagnostics.txt', 'plaintext', false],
    );
    assert.match(document.getText(), /^Available Credentials: Diagnostics\nCreated at .* UTC\./);
  });

  it('has the versions of the editor and of the extension, and the settings', async () => {
    const text = (await show()).getText();
    assert.match(fact(text, 'Extension') ?? '', /^open-credentials\.available-credentials \d+\.\d+\.\d+$/);
    assert.equal(fact(text, 'Editor'), `${env.appName} ${version}`);
    assert.equal(fact(text, 'Node'), process.versions.node);
    assert.equal(fact(text, 'availableCredentials.refreshIntervalSeconds'), '30');
    assert.equal(fact(text, 'availableCredentials.workbench.signInUrl'), 'not set');
    assert.equal(fact(text, 'availableCredentials.broker.coderAliases'), 'not set');
    assert.equal(fact(text, 'http.proxy'), 'not set');
    assert.equal(valueOf(text, 'In a session'), 'no (see POSIT_PRODUCT and RS_SERVER_ADDRESS)');
  });

  it('has settings and proxies as they are when it is shown, without what may be secret', () =>
    withSetting('availableCredentials.workbench.signInUrl', 'https://user:canary@example.org', () =>
      withSetting('http.proxy', 'http://user:canary@proxy.test:3128', async () => {
        const text = (await show()).getText();
        assert.equal(fact(text, 'availableCredentials.workbench.signInUrl'), 'set');
        assert.equal(fact(text, 'http.proxy'), 'http://…@proxy.test:3128');
        assert.ok(!text.includes('canary'));
      }),
    ));

  it('says of a setting of the wrong type that it is ignored, and of a list how long it is', () =>
    withSetting('availableCredentials.integrations', [{ name: 'a' }, {}], () =>
      withSetting('availableCredentials.refreshIntervalSeconds', { canary: 1 }, () =>
        withSetting('http.proxy', { canary: 2 }, () =>
          withSetting('http.noProxy', 'canary', async () => {
            const text = (await show()).getText();
            assert.equal(fact(text, 'availableCredentials.integrations'), 'entries: 2');
            const ignored = (type: string, wanted: string) =>
              `set, but ignored: it is of type ${type} and must be of type ${wanted}`;
            const shown = (name: string) => valueOf(text, name);
            assert.equal(shown('availableCredentials.refreshIntervalSeconds'), ignored('object', 'number'));
            assert.equal(shown('http.proxy'), ignored('object', 'string'));
            assert.equal(shown('http.noProxy'), ignored('string', 'array'));
            assert.ok(!text.includes('[object') && !text.includes('canary'));
          }),
        ),
      ),
    ));

  it('says that certificates are checked all the same, where the environment turns that off', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    try {
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      assert.equal(
        valueOf((await show()).getText(), 'NODE_TLS_REJECT_UNAUTHORIZED'),
        'set, but ignored: certificates are always checked',
      );
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  it('is created again, in the same tab, when it is shown again', async () => {
    await show();
    const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs).length;
    const before = tabs();
    await withSetting('availableCredentials.refreshIntervalSeconds', 77, async () => {
      assert.equal(fact((await show()).getText(), 'availableCredentials.refreshIntervalSeconds'), '77');
    });
    assert.equal(tabs(), before);
  });

  it('can only be read', async () => {
    const { uri } = await show();
    assert.equal((await workspace.fs.stat(uri)).permissions, FilePermission.Readonly);
    await assert.rejects(async () => workspace.fs.writeFile(uri, new Uint8Array()));
    await assert.rejects(async () => workspace.fs.delete(uri));
    await assert.rejects(async () => workspace.fs.rename(uri, uri.with({ path: '/diagnostics/Other.txt' })));
    await assert.rejects(async () => workspace.fs.createDirectory(uri.with({ path: '/folder' })));
  });

  it('has a lens above the first line, which copies the whole text', async () => {
    const document = await show();
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title]),
      [[0, '$(copy) Copy to Clipboard']],
    );
    await env.clipboard.writeText('');
    await commands.executeCommand(lenses[0]?.command?.command ?? '');
    assert.equal(await env.clipboard.readText(), document.getText());
  });

  it('is the only one of its kind: others are not found', async () => {
    const { uri } = await show();
    const others = [
      uri.with({ path: '/diagnostics/Other.txt' }),
      uri.with({ path: '/diagnostics' }),
      uri.with({ path: '/' }),
      uri.with({ path: '/diagnostics/../Available Credentials Diagnostics.txt' }),
      uri.with({ path: `${uri.path}/more` }),
      uri.with({ authority: 'example.org' }),
      uri.with({ query: 'x' }),
    ];
    for (const other of others) {
      for (const attempt of [workspace.fs.readFile(other), workspace.fs.stat(other)]) {
        await assert.rejects(
          async () => attempt,
          (error) => error instanceof FileSystemError && error.code === 'FileNotFound',
          String(other),
        );
      }
    }
  });
});
