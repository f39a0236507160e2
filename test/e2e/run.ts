import { availableParallelism } from 'node:os';
import { ensureEditor } from '../editor/install.js';
import { installExtensions } from '../editor/codeServer.js';
import { packageExtension } from '../editor/vsix.js';
import { runFiles, testFilesIn } from '../filePool.js';
import { EXTENSIONS, VSIX } from './extensionFolder.js';

/** Each takes a minute or more. The output has the time of each process. */
const slowest = [
  'canary',
  'connectCanary',
  'accessibility',
  'coderCanary',
  'hostileText',
  'serverLife',
  'localWindows',
  'reloadWhileSigningIn',
  'localCanary',
  'snippets',
  'twoWindows',
  'terminalCommand',
].map((name) => `test/e2e/${name}.test.ts`);

const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : await testFilesIn('test/e2e');
await packageExtension();
await installExtensions(await ensureEditor(console.log), [VSIX], EXTENSIONS);
await runFiles(files, {
  name: 'journeys',
  // Each has an editor and a browser of its own.
  processes: Math.max(1, Math.min(availableParallelism(), files.length)),
  filesEach: 3,
  slowest,
  timeout: 300_000,
  limit: 20 * 60_000,
});
