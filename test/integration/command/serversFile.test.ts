import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServersFile } from '../../../src/command/connect/serversFile.js';
import { systemClock } from '../../../src/command/connect/terminalPorts.js';
import { withServer } from '../../../src/connect/settings.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';
import { RecordingLog } from '../../unit/recordingLog.js';
import { assertReadable, rejectionOf } from '../failures.js';

describe('The file with the servers of the command', () => {
  const ended = endedAfterEach();

  function begin(content?: string) {
    const temporary = temporaryFolder('servers');
    ended(() => temporary.remove());
    const folder = path.join(temporary.path, 'available-credentials');
    const file = new ServersFile(folder, systemClock, new RecordingLog());
    if (content !== undefined) {
      mkdirSync(folder);
      writeFileSync(file.path, content);
    }
    return { file, folder };
  }

  const add = (file: ServersFile, name: string) =>
    file.change((entries) => withServer(entries, { name, url: `https://${name}.example.com`, default: false }));

  it('reads as empty until it exists, and is then accessible only to the user', async () => {
    const { file, folder } = begin();
    assert.deepEqual(await file.read(), []);
    await add(file, 'one');
    assert.deepEqual(await file.read(), [{ name: 'one', url: 'https://one.example.com' }]);
    assert.deepEqual([statSync(folder).mode & 0o777, statSync(file.path).mode & 0o777], [0o700, 0o600]);
  });

  it('keeps unknown fields and invalid entries', async () => {
    const others = [{ url: 'no url' }, 5, { name: 'new', url: 'https://new.example.com', later: { a: 1 } }];
    const { file } = begin(JSON.stringify(others));
    await add(file, 'one');
    assert.deepEqual(await file.read(), [...others, { name: 'one', url: 'https://one.example.com' }]);
  });

  it('loses no change of another process', async () => {
    const { file, folder } = begin();
    const names = Array.from({ length: 8 }, (_, at) => `server-${at}`);
    await Promise.all(names.map((name) => add(new ServersFile(folder, systemClock, new RecordingLog()), name)));
    assert.equal((await file.read()).length, names.length);
  });

  for (const [what, content] of [
    ['no JSON', '[{"name": "one", "url": "https://one.example.com",'],
    ['no list', '{}'],
    ['empty', ''],
  ] as const) {
    it(`that is ${what} is an error that names it, and is not overwritten`, async () => {
      const { file } = begin(content);
      for (const attempt of [file.read(), add(file, 'two')]) {
        const error = await rejectionOf(attempt);
        assertReadable(error, []);
        assert.ok(error.message.includes(file.path));
      }
      assert.equal(readFileSync(file.path, 'utf8'), content);
    });
  }

  it('that cannot be read is an error that names it', async () => {
    const { file } = begin();
    mkdirSync(file.path, { recursive: true });
    const error = await rejectionOf(file.read());
    assertReadable(error, []);
    assert.match(error.message, /servers\.json could not be read: .*EISDIR/);
  });
});
