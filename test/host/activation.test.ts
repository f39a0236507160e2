import assert from 'node:assert/strict';
import { extensions } from 'vscode';

describe('the extension', () => {
  it('is there, and can be activated', async () => {
    const extension = extensions.getExtension('open-credentials.available-credentials');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });
});
