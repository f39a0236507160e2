import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runtimeParent } from '../../../src/broker/runtimeFolder.js';
import { endedAfterEach } from '../../ended.js';
import { temporaryFolder } from '../../temporaryFolder.js';

const TEMPORARY = '/tmp';

describe('Runtime folders are created in', function () {
  // Windows has neither the variable nor modes.
  if (process.getuid === undefined) return;
  const ended = endedAfterEach();

  function folder(mode = 0o700): string {
    const parent = temporaryFolder('xdg');
    ended(() => parent.remove());
    const made = path.join(parent.path, 'runtime');
    mkdirSync(made);
    chmodSync(made, mode);
    return made;
  }

  const parentWith = (value: string | undefined) => runtimeParent({ XDG_RUNTIME_DIR: value }, TEMPORARY);

  it('XDG_RUNTIME_DIR, if it is a folder that only this user can open', () => {
    const own = folder();
    assert.equal(parentWith(own), own);
  });

  it('the folder for temporary files otherwise', () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    const link = path.join(folder(), 'link');
    symlinkSync(folder(0o755), link);
    const missing = path.join(folder(), 'missing');
    for (const value of [undefined, '', '.', 'relative', missing, file, path.join(file, 'below'), link]) {
      assert.equal(parentWith(value), TEMPORARY, value);
    }
    for (const mode of [0o755, 0o770, 0o701, 0o777]) {
      assert.equal(parentWith(folder(mode)), TEMPORARY, mode.toString(8));
    }
  });

  it('the folder for temporary files if XDG_RUNTIME_DIR is another user’s, as after sudo', function () {
    // Only root can give a folder to another user.
    if (process.getuid?.() !== 0) this.skip();
    const foreign = folder();
    chownSync(foreign, 12_345, 12_345);
    assert.equal(parentWith(foreign), TEMPORARY);
  });
});
