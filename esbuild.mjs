/// <reference types="node" />
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, transform } from 'esbuild';
import { grouping } from './esbuild.groups.mjs';

/*
 * Bundles in two passes. First as ES modules, split at dynamic imports: what several files share becomes a file of its own,
 * so that no class exists twice. Then each file is converted to CommonJS, which VS Code loads in a fraction of the time that
 * it needs for ES modules. A dynamic import becomes a `require` of the other file.
 */

const { outdir, meta } = parseArgs({
  options: {
    outdir: { type: 'string', default: 'dist' },
    // Adds meta.json, which says what each file is made of: for the tests and the bench.
    meta: { type: 'boolean', default: false },
  },
}).values;
// VS Code 1.100, the oldest that is supported, runs its extension host on Node 20.
const target = 'node20';

/** undici's parser. */
const WASM = 'llhttp.wasm';

const { outputFiles, metafile } = await build({
  entryPoints: { extension: 'src/extension.ts', credentials: 'src/command/main.ts' },
  outdir,
  // The name by which the converted files load each other.
  outExtension: { '.js': '.cjs' },
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target,
  // The one for Node also reads files of translations, which VS Code does for us.
  alias: { '@vscode/l10n': path.resolve('node_modules/@vscode/l10n/dist/browser.js') },
  external: [
    'vscode',
    // Handlebars does without it: only a precompiler needs it.
    'source-map',
    // undici does without them: it has its parser also without SIMD, and only bodies of FormData and the like need `fetch`.
    '*/llhttp_simd-wasm.js',
    '*/web/fetch/body.js',
  ],
  plugins: [
    grouping,
    {
      name: 'leave-out',
      setup: (builder) => {
        // Requests are made by HTTP/1.1 alone: undici speaks HTTP/2 only where `allowH2` is set.
        builder.onLoad({ filter: /undici[\\/]lib[\\/]dispatcher[\\/]client-h2\.js$/ }, () => ({ contents: '' }));
        // As a file, since base64 can hardly be compressed.
        builder.onLoad({ filter: /undici[\\/]lib[\\/]llhttp[\\/]llhttp-wasm\.js$/ }, () => ({
          contents: `module.exports=require('node:fs').readFileSync(require('node:path').join(__dirname,'${WASM}'))`,
        }));
        // Files and URLs of texts, and tagged templates, are for other extensions. They are more than half of it.
        builder.onLoad({ filter: /@vscode[\\/]l10n[\\/]dist[\\/]browser\.js$/ }, async ({ path: file }) => {
          const unused = [
            / {2}if \("fsPath" in config2\)[^]*?\n(?=}\nfunction t\()/,
            / else if \(firstArg instanceof Array\) \{[^]*?\n {2}}(?= else \{\n {4}message = firstArg\.message)/,
          ];
          let contents = await readFile(file, 'utf8');
          for (const part of unused) {
            if (!part.test(contents)) {
              throw new Error(`${file} has changed: ${part.source} was not found.`);
            }
            contents = contents.replace(part, '');
          }
          return { contents };
        });
        // commander starts only subcommands that are programs of their own: there are none. Node takes long to load this.
        builder.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
          /[\\/]commander[\\/]/.test(importer) ? { path: 'child_process', namespace: 'left-out' } : undefined,
        );
        builder.onLoad({ filter: /^/, namespace: 'left-out' }, () => ({ contents: '' }));
      },
    },
  ],
  write: false,
  metafile: true,
  logLevel: 'warning',
});

/**
 * Converts exports, `import()` and the import of whole modules itself, and leaves the rest to esbuild. esbuild could convert all
 * (`supported: { 'dynamic-import': false }`), but repeats half a kilobyte of helpers in each of 120 files, for modules that
 * import each other in a circle or that were CommonJS from the start. esbuild's files do not, and were not. The helpers would
 * add 27 kB to the VSIX (8 %) and 17 kB to the 60 kB that are read up to the first rows; for `import()` alone, 3 kB each.
 *
 * Leaves out imports that name nothing, here and in `output`. esbuild keeps them for what a module may do when it is loaded.
 * Ours do nothing then that others need (see test/unit/imports.test.ts).
 *
 * @param {string} text of an ES module that esbuild has made
 * @param {import('esbuild').Metafile['outputs'][string]} output what esbuild says about it
 * @returns {Promise<string>} the same as CommonJS
 */
async function asCommonJs(text, output) {
  const { exports, imports } = output;
  let left = imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external).length;
  let isExported = exports.length === 0;
  const converted = text
    .replace(/\bexport\{([^{}]*)\};?\s*$/, (_, /** @type {string} */ names) => {
      isExported = true;
      return asExports(names);
    })
    .replace(/\bimport"\.\/([^"]+)";/g, (_, /** @type {string} */ unused) => {
      output.imports = output.imports.filter(
        ({ path: file, kind }) => kind !== 'import-statement' || path.basename(file) !== unused,
      );
      return '';
    })
    .replace(/\bimport(?:\*as)? ([\w$]+) from"(vscode|node:\w+)";/g, 'const $1=require("$2");')
    .replace(/\bimport\(("\.\/[^"]+")\)/g, (_, /** @type {string} */ file) => {
      left -= 1;
      return `Promise.resolve().then(()=>require(${file}))`;
    });
  // A later esbuild may write them in another way.
  if (!isExported || left !== 0) {
    throw new Error('Exports or dynamic imports were not found where esbuild says that there are some.');
  }
  const { code } = await transform(converted, {
    format: 'cjs',
    platform: 'node',
    target,
    minify: true,
    logOverride: { 'commonjs-variable-in-esm': 'silent' },
  });
  return code;
}

/**
 * Values instead of getters, which would be longer: nothing that is exported is assigned again (see .oxlintrc.json).
 *
 * @param {string} names of a module's exports, as in `a,b as c`
 */
function asExports(names) {
  const properties = names.split(',').map((name) => {
    const [local, exported = local] = name.split(' as ');
    return `${exported}:${local}`;
  });
  return `module.exports={${properties.join()}};`;
}

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
const outputs = new Map(Object.entries(metafile.outputs).map(([file, output]) => [path.resolve(file), output]));
await Promise.all(
  outputFiles.map(async ({ path: file, text }) => {
    const output = outputs.get(file);
    if (!output) {
      throw new Error(`esbuild says nothing about ${file}.`);
    }
    await writeFile(file, await asCommonJs(text, output));
  }),
);
const load = /** @type {(module: string) => Buffer} */ (createRequire(import.meta.url));
await writeFile(path.join(outdir, WASM), load('undici/lib/llhttp/llhttp-wasm.js'));
if (meta) {
  await writeFile(path.join(outdir, 'meta.json'), JSON.stringify(metafile));
}
