import assert from 'node:assert/strict';
import {
  type CodeLens,
  commands,
  env,
  FilePermission,
  FileSystemError,
  type TextDocument,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { Integration } from '../../src/core/integration.js';
import { signedIn } from './integrations.js';

const SCHEME = 'available-credentials';

/** Shows a snippet as the row's menu does, and returns the document that is in front then. */
async function view(language: string, integration: Integration = signedIn): Promise<TextDocument> {
  await commands.executeCommand(`availableCredentials.view${language}Snippet`, { integration });
  const document = window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, SCHEME);
  return document;
}

describe('snippet documents', () => {
  after(() => commands.executeCommand('workbench.action.closeAllEditors'));

  it('have the language of their code', async () => {
    const ids: string[] = [];
    for (const language of ['Python', 'R', 'Shell', 'JavaScript']) {
      ids.push((await view(language)).languageId);
    }
    assert.deepEqual(ids, ['python', 'r', 'shellscript', 'javascript']);
  });

  it('are named after the integration, and their URI contains the GUID and the language', async () => {
    assert.equal((await view('Python')).uri.toString(), `${SCHEME}:/${signedIn.guid ?? ''}/Python/Complete.py`);
  });

  it('have a name that is valid in every file system, for any integration name', async () => {
    const paths: string[] = [];
    for (const label of ['a/b\\c', '..', 'x\u202ey\nz', 'n'.repeat(500)]) {
      paths.push((await view('Python', { ...signedIn, label })).uri.path.split('/').slice(3).join('/'));
    }
    assert.deepEqual(paths.slice(0, 3), ['a-b-c.py', 'snippet.py', 'x-u{202e}y z.py']);
    assert.ok((paths[3] ?? '').length <= 64);
  });

  it('can only be read', async () => {
    const { uri } = await view('R');
    assert.equal(workspace.fs.isWritableFileSystem(SCHEME), false);
    assert.equal((await workspace.fs.stat(uri)).permissions, FilePermission.Readonly);
    await assert.rejects(async () => workspace.fs.writeFile(uri, new Uint8Array()));
    await assert.rejects(async () => workspace.fs.delete(uri));
  });

  it('have a lens above the first line, which copies the whole text', async () => {
    const document = await view('Python');
    const lenses = await commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title]),
      [[0, '$(copy) Copy to Clipboard']],
    );
    await env.clipboard.writeText('');
    await commands.executeCommand(lenses[0]?.command?.command ?? '');
    assert.equal(await env.clipboard.readText(), document.getText());
  });

  it('show what an integration is now, when they are shown again', async () => {
    await view('Python');
    const tabs = () => window.tabGroups.all.flatMap((group) => group.tabs).length;
    const before = tabs();
    assert.match((await view('Python')).getText(), /^# Needs posit-sdk .*\nfrom posit\.workbench import Client\n/);
    assert.equal(tabs(), before);
  });

  it('are not found for an integration that was never shown', async () => {
    const uri = Uri.from({ scheme: SCHEME, path: '/00000000-0000-4000-8000-000000000000/Python/Other.py' });
    await assert.rejects(
      async () => workspace.fs.readFile(uri),
      (error) => error instanceof FileSystemError && error.code === 'FileNotFound',
    );
  });

  it('are not opened for an invalid GUID', async () => {
    await commands.executeCommand('workbench.action.closeAllEditors');
    await commands.executeCommand('availableCredentials.viewPythonSnippet', {
      integration: { ...signedIn, guid: '"; import os' },
    });
    assert.equal(window.activeTextEditor, undefined);
  });
});
