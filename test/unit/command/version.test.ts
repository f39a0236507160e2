import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { VERSION } from '../../../src/command/version.js';

describe('credentials --version', () => {
  const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');

  it('is the version of the extension, whose changes the changelog describes', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string };
    assert.equal(VERSION, version);
    const [latest] = read('CHANGELOG.md').match(/^## \[?\d+\.\d+\.\d+/m) ?? [];
    assert.equal(latest?.replace(/^## \[?/, ''), version);
  });

  it('has a date in the changelog, newest first, and only the headings of Keep a Changelog', () => {
    const headings = read('CHANGELOG.md').match(/^##+ .*$/gm) ?? [];
    const versions = headings.filter((each) => each.startsWith('## '));
    const dates = versions.map(
      (each) => /^## \d+\.\d+\.\d+ - (\d{4}-\d{2}-\d{2})$/.exec(each)?.[1] ?? assert.fail(each),
    );
    assert.deepEqual(dates, [...dates].sort().reverse());
    const kinds = headings.filter((each) => !versions.includes(each));
    for (const kind of kinds) {
      assert.match(kind, /^### (Added|Changed|Deprecated|Removed|Fixed|Security)$/);
    }
  });
});
