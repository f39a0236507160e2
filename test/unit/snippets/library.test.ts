import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import path from 'node:path';
import type { CredentialError } from '../../../src/core/errors.js';
import { contextOf } from '../../../src/snippets/context.js';
import { SnippetLibrary } from '../../../src/snippets/library.js';
import { listed } from '../core/fakeSource.js';
import { CONTEXT, foldersPerTest } from './templateFiles.js';

describe('The snippet library', () => {
  const write = foldersPerTest();

  async function libraryWith(ownFolder: string) {
    const warnings: CredentialError[] = [];
    const builtIn = await write({ 'Python.py.hbs': 'built-in' });
    const library = new SnippetLibrary(
      builtIn,
      () => ownFolder,
      (error) => warnings.push(error),
    );
    const languages = async () => (await library.templates()).map(({ language }) => language);
    return { library, languages, warnings };
  }

  it('has only the built-in templates if the user has no folder', async () => {
    const { languages, warnings } = await libraryWith('');
    assert.deepEqual([await languages(), warnings], [['Python'], []]);
  });

  it('adds the templates of the user, and renders them by their name in any case', async () => {
    const { library, languages } = await libraryWith(await write({ 'Julia.jl.hbs': '{{integration_id}}' }));
    assert.deepEqual(await languages(), ['Python', 'Julia']);
    assert.equal(await library.render('jULIA', CONTEXT), `${CONTEXT.guid}\n`);
  });

  for (const [kind, folder] of [
    ['relative to the home folder', (absolute: string) => path.relative(homedir(), absolute)],
    ['with a tilde for the home folder', (absolute: string) => `~/${path.relative(homedir(), absolute)}`],
  ] as const) {
    it(`finds a folder that is given ${kind}`, async () => {
      const { languages, warnings } = await libraryWith(folder(await write({ 'Julia.jl.hbs': '' })));
      assert.deepEqual([await languages(), warnings], [['Python', 'Julia'], []]);
    });
  }

  it('takes no other tilde for the home folder', async () => {
    for (const folder of ['~other', `/missing~`, '/missing~/folder']) {
      const { languages, warnings } = await libraryWith(folder);
      assert.deepEqual(await languages(), ['Python']);
      const resolved = path.resolve(homedir(), folder);
      assert.ok(warnings[0]?.message.includes(`in ${resolved} cannot be read`), warnings[0]?.message);
    }
  });

  it('keeps the built-in templates if the folder of the user can’t be read, and says so each time', async () => {
    const { languages, warnings } = await libraryWith('/missing');
    assert.deepEqual([await languages(), await languages()], [['Python'], ['Python']]);
    assert.deepEqual(
      warnings.map(({ failure, cause }) => [failure, cause instanceof Error && 'code' in cause && cause.code]),
      [
        ['configuration', 'ENOENT'],
        ['configuration', 'ENOENT'],
      ],
    );
  });

  it('names a language that it has no template for, and the setting', async () => {
    const { library } = await libraryWith('');
    await assert.rejects(library.template('Ju\nlia'), {
      failure: 'configuration',
      message:
        'There is no snippet template for Ju lia. Check the setting availableCredentials.snippets.folder.',
    });
  });

  it('creates no snippet for an integration without an Integration ID', async () => {
    const { library } = await libraryWith('');
    const integration = { ...listed({ guid: undefined }), id: 'a', source: 'fake', isDuplicate: false };
    await assert.rejects(library.render('Python', contextOf(integration)), /The Integration ID of GitHub is not a GUID/);
  });
});
