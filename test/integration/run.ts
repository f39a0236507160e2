import { availableParallelism } from 'node:os';
import { completionShells, keyringPrograms, tryPackages } from '../editor/debianPackages.js';
import { runFiles, testFilesIn } from '../filePool.js';
import { BUNDLE_VARIABLE, sharedBundle } from './builtBundle.js';

/** Each takes 15 seconds or more, most of it waiting for leases, limits and intervals. The output has the times. */
const slowest = [
  'vault/fileLockProcesses',
  'command/deadline',
  'command/login',
  'command/brokeredSigning',
  'local/localProcesses',
  'broker/lifeProcesses',
  'connect/realClients',
  'sandboxLife',
  'snippets',
].map((name) => `test/integration/${name}.test.ts`);

const wanted = process.argv.slice(2);
// Not by the files that need them, which may run at the same time: apt-get does not wait for another one.
await tryPackages(keyringPrograms, console.log);
await tryPackages(completionShells, console.log);
process.env[BUNDLE_VARIABLE] = await sharedBundle();
await runFiles(wanted.length > 0 ? wanted : await testFilesIn('test/integration'), {
  name: 'integration',
  // They wait for most of the time.
  processes: Math.min(4, 2 * availableParallelism()),
  filesEach: 16,
  slowest,
  // More than `until` waits, which says for what.
  timeout: 60_000,
  limit: 10 * 60_000,
});
