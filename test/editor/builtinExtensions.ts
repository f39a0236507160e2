import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Editor } from './install.js';

/** What of VS Code's own extensions has code and is needed all the same: programs are debugged in terminals. */
const needed = ['debug-auto-launch', 'ms-vscode.js-debug'];

/**
 * Fills a folder with links to VS Code's own extensions that are data only (languages, themes), and the needed ones. The
 * others, such as Git and TypeScript, take half of the time in which a window opens.
 */
export async function linkBuiltinExtensions(editor: Editor, folder: string): Promise<void> {
  const all = join(dirname(editor.codeServer), '../../lib/vscode/extensions');
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(all)) {
    if (needed.includes(name) || (await isDataOnly(join(all, name)))) {
      await symlink(join(all, name), join(folder, name));
    }
  }
}

/** Whether it is an extension without code. */
async function isDataOnly(folder: string): Promise<boolean> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    return typeof manifest === 'object' && manifest !== null && !('main' in manifest) && !('browser' in manifest);
  } catch {
    // A file beside the extensions.
    return false;
  }
}
