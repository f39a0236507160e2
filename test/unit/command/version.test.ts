import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VERSION } from '../../../src/command/version.js';

describe('credentials --version', () => {
  it('is the version of the extension, whose changes the changelog describes', () => {
    const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    const { version } = JSON.parse(read('package.json')) as { version: string };
    assert.equal(VERSION, version);
    const [latest] = read('CHANGELOG.md').match(/^## \[?\d+\.\d+\.\d+/m) ?? [];
    assert.equal(latest?.replace(/^## \[?/, ''), version);
  });
});
