import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { printedToken } from '../../../src/coder/session.js';
import { temporaryFolder } from '../../temporaryFolder.js';

describe('Coder’s own command', function () {
  const folder = temporaryFolder('coder-command');
  const program = path.join(folder.path, 'coder');
  const environment = { PATH: folder.path };

  before(function () {
    // The program in the place of Coder's own is a shell script.
    if (process.platform === 'win32') this.skip();
    writeFileSync(program, '#!/bin/sh\n[ "$*" = "login token" ] && echo printed\n', { mode: 0o755 });
  });
  after(() => folder.remove());

  it('is found in PATH', async () => {
    assert.equal((await printedToken(environment))?.reveal(), 'printed');
  });

  it('is started by its path on Windows, which would look in the current folder first', async () => {
    const found = await printedToken(environment, 'win32', () => program);
    assert.equal(found?.reveal(), 'printed');
    // Only the bare name would lead to it.
    assert.equal(await printedToken(environment, 'win32', () => undefined), undefined);
  });
});
