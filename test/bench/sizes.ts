import { stat } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../editor/vsix.js';
import { buildBundle } from '../integration/builtBundle.js';
import { BundleFiles } from '../integration/bundleFiles.js';
import type { Row } from './row.js';

const ICON = path.join(import.meta.dirname, '../../media/icon.png');

/** What the first rows in a Workbench session need, without undici. */
export const FIRST_ROWS = ['src/extension.ts', 'src/wiring/window.ts', 'src/wiring/workbenchSource.ts'];

/** How much is read when a window opens, and how much is shipped. */
export async function measureSizes(): Promise<Row[]> {
  const bundle = await buildBundle();
  try {
    const files = await BundleFiles.read(path.join(bundle.path, 'dist'));
    const vsix = (await stat(await packageExtension())).size - (await stat(ICON)).size;
    return [
      row('files read at start-up', await files.size(['src/extension.ts']), 25),
      row('files read up to the first rows', await files.size(FIRST_ROWS), 60),
      // A picture is not compressed again.
      row('VSIX without the picture', vsix, 250),
    ];
  } finally {
    await bundle.remove();
  }
}

function row(name: string, bytes: number, goal: number): Row {
  return { name, unit: 'kB', values: [bytes / 1024], goal: `<= ${goal}` };
}
