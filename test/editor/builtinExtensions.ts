import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Editor } from './install.js';

/** VS Code's own extensions that journeys need: to debug programs in terminals, for notebooks, for the languages of documents, and a theme. */
const NEEDED = [
  ...['debug-auto-launch', 'ms-vscode.js-debug'],
  ...['ipynb', 'notebook-renderers'],
  ...['javascript', 'json', 'julia', 'markdown-basics', 'python', 'r', 'shellscript'],
  ...['theme-defaults', 'theme-seti'],
];

/**
 * Fills a folder with links to the needed ones of VS Code's own extensions. The others take more than half of the time in
 * which a window opens: Git and TypeScript run code, and a hundred languages and themes are read.
 */
export async function linkBuiltinExtensions(editor: Editor, folder: string): Promise<void> {
  const all = join(dirname(editor.codeServer), '../../lib/vscode/extensions');
  await mkdir(folder, { recursive: true });
  for (const name of NEEDED) {
    await symlink(join(all, name), join(folder, name));
  }
}
