import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { endedAfterAll } from '../ended.js';
import { buildBundle } from './builtBundle.js';

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
  const ended = endedAfterAll();

  before('is built as for a release, in a folder of its own', async () => {
    const built = await buildBundle();
    ended(() => built.remove());
    folder = built.path;
  });

  const fileOf = (name: string) => path.join(folder, 'dist', name);

  /** The packages' modules in one of its files, as `package/path`. */
  async function modulesIn(file: string): Promise<string[]> {
    const { sources } = JSON.parse(await readFile(fileOf(`${file}.map`), 'utf8')) as { sources: string[] };
    return sources
      .filter((source) => source.includes('node_modules/'))
      .map((source) => source.replace(/.*node_modules\//, ''));
  }

  it('leaves nothing of undici for other extensions', async () => {
    const { stdout } = await run(process.execPath, ['--eval', LOAD, fileOf('undici.cjs')]);
    const { exports, globals, canRequest } = JSON.parse(stdout) as Loaded;
    assert.deepEqual(
      { globals, exports, canRequest },
      { globals: [], exports: ['Agent', 'Pool', 'ProxyAgent', 'buildConnector'], canRequest: true },
    );
  });

  it('has neither undici’s index nor what installs its global dispatcher', async () => {
    const modules = await modulesIn('undici.cjs');
    assert.ok(modules.includes('undici/lib/dispatcher/agent.js'), 'undici is not where it is looked for');
    assert.deepEqual(
      modules.filter((module) => /^undici\/(?:index|lib\/global)\.js$/.test(module)),
      [],
    );
  });

  it('has none of the large libraries in the file that is loaded when a window opens', async () => {
    const modules = await modulesIn('extension.cjs');
    assert.ok(modules.length > 0, 'l10n at least is expected');
    assert.deepEqual(
      modules.filter((module) => /^(?:undici|handlebars|oauth4webapi|zod)\//.test(module)),
      [],
    );
  });

  it('has only small libraries in the command, none of which a window loads', async () => {
    const packages = async (file: string) =>
      new Set((await modulesIn(file)).map((module) => /^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? ''));
    const own = [...(await packages('credentials.cjs'))].filter((name) => name !== '@vscode/l10n').sort();
    assert.deepEqual(own, [
      'ansi-regex',
      'commander',
      'emoji-regex',
      'get-east-asian-width',
      'string-width',
      'strip-ansi',
    ]);
    const ofWindow = await packages('extension.cjs');
    assert.deepEqual(
      own.filter((name) => ofWindow.has(name)),
      [],
    );
  });

  it('has nothing of our own in the files that are loaded later', async () => {
    const files = (await readdir(path.join(folder, 'dist'))).filter((name) => name.endsWith('.cjs'));
    for (const file of files.filter((name) => !['extension.cjs', 'credentials.cjs'].includes(name))) {
      const { sources } = JSON.parse(await readFile(fileOf(`${file}.map`), 'utf8')) as { sources: string[] };
      const own = sources.filter((source) => !source.includes('node_modules/'));
      assert.equal(own.length, 1, `${file} has more of our own than its entry: ${own.join(', ')}`);
    }
  });
});
