import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as help from '../../../src/command/help.js';

const ROOT = path.join(import.meta.dirname, '../../..');
const DOCUMENTS = [
  'README.md',
  ...readdirSync(path.join(ROOT, 'docs'), { encoding: 'utf8', recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Other users of a machine can read the arguments of every process, but not those of what a shell does by itself. */
describe('The examples pass no token as an argument:', () => {
  const texts = [
    ...DOCUMENTS.map((name) => [name, readFileSync(path.join(ROOT, name), 'utf8')] as const),
    ['the help of access-token', help.accessTokenExamples()] as const,
  ];
  for (const [name, text] of texts) {
    it(name, () => {
      const uses = text.split('\n').filter((line) => /\$\(credentials access-token|\$token\b/.test(line));
      const safe = /^\s*(?:if |else )?(?:\w+=("?)\$\(?[^)]*\)?\1|echo |printf )/;
      assert.deepEqual(
        uses.filter((line) => !safe.test(line)),
        [],
      );
    });
  }
});
