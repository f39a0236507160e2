import process from 'node:process';
import { build } from 'esbuild';

/**
 * The modules that are imported dynamically, and their files: the extension's own code is one file, and each large library
 * another, which is loaded on first use. In one file it would be parsed whenever a window opens.
 */
const lazyEntries = new Map([
  ['./undici.js', 'undici'],
  ['./handlebars.js', 'handlebars'],
  ['./oauth4webapi.js', 'oauth'],
  ['./zod.js', 'zod'],
]);

/**
 * Leaves a dynamic import of a lazy entry as a `require` of that entry's own file.
 *
 * @type {import('esbuild').Plugin}
 */
const splitLazyEntries = {
  name: 'split-lazy-entries',
  setup(context) {
    context.onResolve({ filter: /^\./ }, ({ path, kind }) => {
      const entry = kind === 'dynamic-import' ? lazyEntries.get(path) : undefined;
      return entry === undefined ? undefined : { path: `./${entry}.cjs`, external: true };
    });
  },
};

await build({
  entryPoints: {
    extension: 'src/extension.ts',
    credentials: 'src/command/main.ts',
    undici: 'src/core/undici.ts',
    handlebars: 'src/snippets/handlebars.ts',
    oauth: 'src/local/oauth/oauth4webapi.ts',
    zod: 'src/local/zod.ts',
  },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  minify: true,
  sourcemap: process.argv.includes('--sourcemap') ? 'linked' : false,
  platform: 'node',
  format: 'cjs',
  // VS Code 1.100, the oldest that is supported, runs its extension host on Node 20.
  target: 'node20',
  supported: { 'dynamic-import': false },
  // Handlebars does without source-map, which only a precompiler needs.
  external: ['vscode', 'source-map'],
  plugins: [splitLazyEntries],
  logLevel: 'warning',
});
