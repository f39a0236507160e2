import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** What esbuild says about one of the files that it has made. */
interface Output {
  /** The module that is loaded by the file's name, if there is one. */
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly imports: readonly { readonly path: string; readonly kind: string; readonly external?: boolean }[];
}

/** The files of a bundle that was built with `--meta`, by their names. */
export class BundleFiles {
  private constructor(
    readonly folder: string,
    readonly outputs: Readonly<Record<string, Output>>,
  ) {}

  /** @param folder in which the files are */
  static async read(folder: string): Promise<BundleFiles> {
    const meta = JSON.parse(await readFile(path.join(folder, 'meta.json'), 'utf8')) as {
      outputs: Readonly<Record<string, Output>>;
    };
    const outputs = Object.entries(meta.outputs).map(([file, each]) => [path.basename(file), each] as const);
    return new BundleFiles(folder, Object.fromEntries(outputs));
  }

  /** The name of the file that is entered by one of our modules. */
  entryFile(module: string): string {
    const [found] = Object.entries(this.outputs).find(([, { entryPoint }]) => entryPoint === module) ?? [];
    assert.ok(found, `no file has ${module} as its entry`);
    return found;
  }

  /** The module by which a file is entered, if there is one: a file that is only shared has none. */
  entryModule(file: string): string | undefined {
    return this.outputs[file]?.entryPoint;
  }

  /** Files, with all that is loaded together with them. */
  loadedWith(...entries: readonly string[]): readonly string[] {
    const files = new Set(entries);
    for (const each of files) {
      (this.outputs[each]?.imports ?? [])
        .filter(({ kind, external }) => kind === 'import-statement' && !external)
        .forEach((imported) => files.add(path.basename(imported.path)));
    }
    return [...files];
  }

  /** The bytes that are read to load some of our modules. */
  async size(modules: readonly string[]): Promise<number> {
    const files = this.loadedWith(...modules.map((module) => this.entryFile(module)));
    const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(this.folder, file))).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  }
}
