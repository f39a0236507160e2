import { availableParallelism } from 'node:os';
import { keyringPrograms, tryPackages } from '../editor/debianPackages.js';
import { runFiles, testFilesIn } from '../filePool.js';

const wanted = process.argv.slice(2);
// Not by the files that need them, which may run at the same time: apt-get does not wait for another one.
await tryPackages(keyringPrograms, console.log);
await runFiles(wanted.length > 0 ? wanted : await testFilesIn('test/integration'), {
  name: 'integration',
  // They wait for most of the time.
  processes: Math.min(4, 2 * availableParallelism()),
  filesEach: 5,
  // More than `until` waits, which says for what.
  timeout: 60_000,
  limit: 10 * 60_000,
});
