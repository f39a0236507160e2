import { runFiles, testFilesIn } from '../filePool.js';

const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : await testFilesIn('test/unit');
await runFiles(files, { name: 'unit', processes: 1, filesEach: files.length, timeout: 60_000, limit: 10 * 60_000 });
