import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageSmallExtension } from '../editor/smallExtension.js';
import { buildBundle } from '../integration/builtBundle.js';
import { temporaryFolder } from '../temporaryFolder.js';
import { until } from '../until.js';
import type { Journey } from './journey.js';

const TITLE = 'Write Loaded Files';

/** Writes the paths of all files that the extension host has loaded. It is shared by all extensions. */
const CODE = `
const { writeFileSync } = require('node:fs');
const { commands } = require('vscode');
exports.activate = () => {
  let count = 0;
  commands.registerCommand('loadedFiles.write', () => {
    writeFileSync(process.env.LOADED_FILES, JSON.stringify({ count: (count += 1), files: Object.keys(require.cache) }));
  });
};
`;

/** Tells which of our files a window has loaded. */
export class LoadedFiles {
  readonly #folder = temporaryFolder('loaded-files');
  readonly #output = path.join(this.#folder.path, 'loaded.json');
  readonly env = { LOADED_FILES: this.#output };
  #count = 0;
  #modules: ReadonlyMap<string, string> | undefined;

  /** Packages the extension that looks. Returns the path of its VSIX. */
  package(): Promise<string> {
    const contributes = { commands: [{ command: 'loadedFiles.write', title: TITLE }] };
    return packageSmallExtension(this.#folder.path, { name: 'loaded-files', code: CODE, contributes });
  }

  /** The modules by which the files that a window has loaded are entered, in the order of their names. */
  async modules({ window }: Journey): Promise<string[]> {
    this.#modules ??= await entryModules();
    const modules = this.#modules;
    await window.runCommand(TITLE);
    const wanted = (this.#count += 1);
    let files: readonly string[] = [];
    await until('the files are written', async () => {
      const text = await readFile(this.#output, 'utf8').catch(() => '{}');
      const written = JSON.parse(text || '{}') as { count?: number; files?: string[] };
      files = written.files ?? [];
      return written.count === wanted;
    });
    return files
      .filter((file) => file.includes('available-credentials'))
      .flatMap((file) => modules.get(path.basename(file)) ?? [])
      .sort();
  }

  remove(): Promise<void> {
    return this.#folder.remove();
  }
}

/** The module that each file of the bundle is entered by, by the name of the file. Files that are only shared have none. */
async function entryModules(): Promise<ReadonlyMap<string, string>> {
  const bundle = await buildBundle();
  try {
    const meta = JSON.parse(await readFile(path.join(bundle.path, 'dist/meta.json'), 'utf8')) as {
      outputs: Readonly<Record<string, { entryPoint?: string }>>;
    };
    return new Map(
      Object.entries(meta.outputs).flatMap(([file, { entryPoint }]) =>
        entryPoint === undefined ? [] : [[path.basename(file), entryPoint] as const],
      ),
    );
  } finally {
    await bundle.remove();
  }
}
