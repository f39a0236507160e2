import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Evidence, Place } from './leaks.js';

/** Every file below an editor's folder, with its path, by the place to which it belongs. */
export async function storedFiles(folder: string): Promise<readonly Evidence[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(
    files.map(async (file) => {
      const what = path.relative(folder, file);
      return { place: placeOf(what), what, content: Buffer.concat([Buffer.from(`${what}\n`), await readFile(file)]) };
    }),
  );
}

function placeOf(file: string): Place {
  if (path.basename(file) === 'Available Credentials.log') {
    return 'log channel';
  }
  if (path.extname(file) === '.log') {
    return 'logs';
  }
  return path.basename(file) === 'settings.json' ? 'settings' : 'storage on disk';
}
