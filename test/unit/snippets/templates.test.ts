import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { mergeTemplates, type Template, templatesIn } from '../../../src/snippets/templates.js';
import { foldersPerTest } from './templateFiles.js';

describe('templatesIn', () => {
  const write = foldersPerTest();

  it('finds NAME.EXT.hbs, sorted by name', async () => {
    const folder = await write({ 'Rust.rs.hbs': '', 'Julia.JL.hbs': '', 'C++ 20.cpp.hbs': '', 'a.b.c.hbs': '' });
    assert.deepEqual(await templatesIn(folder), [
      { language: 'a.b', extension: 'c', path: path.join(folder, 'a.b.c.hbs') },
      { language: 'C++ 20', extension: 'cpp', path: path.join(folder, 'C++ 20.cpp.hbs') },
      { language: 'Julia', extension: 'JL', path: path.join(folder, 'Julia.JL.hbs') },
      { language: 'Rust', extension: 'rs', path: path.join(folder, 'Rust.rs.hbs') },
    ]);
  });

  it('ignores files of other names, hidden files and folders', async () => {
    const names = [
      'README.md',
      'Julia.hbs',
      'Julia.jl',
      '.Julia.jl.hbs',
      'Julia.jl.hbs~',
      '.jl.hbs',
      'Folder.jl.hbs/x',
    ];
    const folder = await write(Object.fromEntries(names.map((name) => [name, ''])));
    assert.deepEqual(await templatesIn(folder), []);
  });

  it('takes links to files', async () => {
    const folder = await write({ elsewhere: '' });
    await symlink('elsewhere', path.join(folder, 'Julia.jl.hbs'));
    assert.equal((await templatesIn(folder)).length, 1);
  });

  it('names a folder that does not exist, or is not a folder', async () => {
    const folder = await write({ file: '' });
    for (const name of ['missing', 'file']) {
      await assert.rejects(templatesIn(path.join(folder, name)), {
        name: 'CredentialError',
        failure: 'configuration',
        message: `The snippet templates in ${path.join(folder, name)} cannot be read. Check that this folder exists and is readable.`,
      });
    }
  });
});

describe('mergeTemplates', () => {
  const template = (file: string): Template => {
    const [language = '', extension = ''] = path.basename(file).split('.');
    return { language, extension, path: file };
  };
  const merged = (own: readonly string[]) =>
    mergeTemplates(['/built-in/Python.py', '/built-in/R.R'].map(template), own.map(template)).map((each) => each.path);

  it('has the built-in templates when there are no others', () => {
    assert.deepEqual(merged([]), ['/built-in/Python.py', '/built-in/R.R']);
  });

  it('puts those of a built-in name in its place, and others behind', () => {
    assert.deepEqual(merged(['/own/Julia.jl', '/own/python.ipy']), [
      '/own/python.ipy',
      '/built-in/R.R',
      '/own/Julia.jl',
    ]);
  });

  it('has each name once', () => {
    assert.deepEqual(merged(['/own/r.r', '/own/R.r', '/own/Go.go', '/own/go.txt']), [
      '/built-in/Python.py',
      '/own/R.r',
      '/own/go.txt',
    ]);
  });
});
