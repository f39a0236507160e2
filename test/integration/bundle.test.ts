import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { sharedBundle } from './builtBundle.js';
import { BundleFiles } from './bundleFiles.js';

const run = promisify(execFile);

/** What the script below prints of the bundle, once it has loaded it. */
interface Loaded {
  readonly exports: string[];
  /** The symbols that came onto `globalThis` with it. */
  readonly globals: string[];
  readonly canRequest: boolean;
}

const LOAD = `
  const before = Object.getOwnPropertySymbols(globalThis);
  const bundle = require(process.argv[1]);
  const agent = new bundle.Agent();
  const globals = Object.getOwnPropertySymbols(globalThis).filter((each) => !before.includes(each)).map(String);
  const exports_ = Object.keys(bundle).filter((name) => bundle[name]).sort();
  console.log(JSON.stringify({ exports: exports_, globals, canRequest: 'request' in agent }));
  agent.destroy();
`;

describe('the bundle', () => {
  let folder = '';

  before('is built as for a release, in a folder of its own', async () => {
    folder = await sharedBundle();
  });

  let files: BundleFiles;

  before('reads what each file is made of', async () => {
    files = await BundleFiles.read(path.join(folder, 'dist'));
  });

  const fileOf = (name: string) => path.join(folder, 'dist', name);
  const entryFile = (module: string) => files.entryFile(module);

  /** The packages' modules in a file and in what is loaded with it, as `package/path`. */
  function modulesIn(file: string): string[] {
    return files
      .loadedWith(file)
      .flatMap((each) => Object.keys(files.outputs[each]?.inputs ?? {}))
      .filter((module) => module.includes('node_modules/'))
      .map((module) => module.replace(/.*node_modules\//, ''));
  }

  it('puts no symbol of undici onto globalThis', async () => {
    const { stdout } = await run(process.execPath, ['--eval', LOAD, fileOf(entryFile('src/http/undici.ts'))]);
    const { exports, globals, canRequest } = JSON.parse(stdout) as Loaded;
    assert.deepEqual(
      { globals, exports, canRequest },
      { globals: [], exports: ['Agent', 'Pool', 'ProxyAgent', 'buildConnector', 'parseSetCookie'], canRequest: true },
    );
  });

  it('has neither undici’s index nor what installs its global dispatcher', () => {
    const modules = modulesIn(entryFile('src/http/undici.ts'));
    assert.ok(modules.includes('undici/lib/dispatcher/agent.js'), 'undici is not where it is looked for');
    assert.deepEqual(
      modules.filter((module) => /^undici\/(?:index|lib\/global)\.js$/.test(module)),
      [],
    );
  });

  it('has none of the large libraries in what is loaded when a window opens', () => {
    const modules = modulesIn('extension.cjs');
    assert.ok(modules.length > 0, 'l10n at least is expected');
    assert.deepEqual(
      modules.filter((module) => /^(?:undici|handlebars|oauth4webapi|zod)\//.test(module)),
      [],
    );
  });

  it('has only small libraries in the command, none of which a window loads', () => {
    const packages = (file: string) =>
      new Set(modulesIn(file).map((module) => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? ''));
    const own = [...packages(entryFile('src/command/program.ts'))].filter((name) => name !== '@vscode/l10n').sort();
    assert.deepEqual(own, ['commander']);
    assert.deepEqual(
      own.filter((name) => packages('extension.cjs').has(name)),
      [],
    );
  });

  it('has each of our modules in one file only: a class that exists twice is two classes', () => {
    const places = new Map<string, string[]>();
    for (const [file, { inputs }] of Object.entries(files.outputs)) {
      Object.keys(inputs).forEach((module) => places.set(module, [...(places.get(module) ?? []), file]));
    }
    assert.ok(places.has('src/core/errors.ts'));
    assert.deepEqual(
      [...places].filter(([, each]) => each.length > 1),
      [],
    );
  });

  it('reads little when a window opens, and up to the first rows in a Workbench session', async () => {
    const size = async (...modules: string[]) => Math.ceil((await files.size(modules)) / 1_000);
    assert.ok((await size('src/extension.ts')) <= 25);
    assert.ok((await size('src/extension.ts', 'src/wiring/window.ts', 'src/wiring/workbenchSource.ts')) <= 60);
  });

  it('reads few files for an access token: each takes longer to open than to read', () => {
    const call = ['src/command/main.ts', 'src/command/accessToken.ts'].map(entryFile);
    assert.ok(files.loadedWith(...call).length <= 8);
    assert.deepEqual(
      call.flatMap(modulesIn).filter((module) => module.startsWith('commander/')),
      [],
    );
  });
});
