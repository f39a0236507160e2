import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SnippetContext } from '../../../src/snippets/context.js';
import { renderSnippet } from '../../../src/snippets/render.js';
import { templatesIn } from '../../../src/snippets/templates.js';
import { endedAfterEach } from '../../ended.js';

/** An integration of which everything is given. */
export const CONTEXT: SnippetContext = {
  guid: '6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
  name: 'github',
  displayName: 'GitHub',
  issuer: 'https://github.example',
  clientId: 'client-1',
  authUrl: 'https://github.example/authorize',
  tokenUrl: 'https://github.example/token',
  scopes: ['repo', 'read:user'],
};

/** To be called in a `describe`: gives a function that writes files into a new folder, which is deleted after each test. */
export function foldersPerTest(): (files: Readonly<Record<string, string | Uint8Array>>) => Promise<string> {
  const ended = endedAfterEach();
  return async (files) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'snippets-test-'));
    ended(() => rm(folder, { recursive: true }));
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return folder;
  };
}

/** To be called in a `describe`: gives a function that renders a template's text, by default one for Python. */
export function renderingPerTest(): (
  text: string,
  context?: Partial<SnippetContext>,
  file?: string,
) => Promise<string> {
  const write = foldersPerTest();
  return async (text, context = {}, file = 'Own.py.hbs') => {
    const [template] = await templatesIn(await write({ [file]: text }));
    if (!template) throw new Error(`${file} is no template`);
    return renderSnippet(template, { ...CONTEXT, ...context });
  };
}
