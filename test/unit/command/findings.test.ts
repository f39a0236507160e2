import assert from 'node:assert/strict';
import { writeFindings } from '../../../src/command/findings.js';
import { Terminal } from '../../../src/command/terminal.js';
import type { Finding } from '../../../src/core/finding.js';

const FINDINGS: readonly Finding[] = [
  { subject: 'Header', result: 'unknown', text: 'An app gets the token of its viewer with the requests of a browser.' },
  { subject: '社内', result: 'problem', text: 'Not found.' },
];

describe('The findings of a doctor', () => {
  async function written(columns: number | undefined): Promise<readonly string[]> {
    let text = '';
    const terminal = new Terminal({ write: (part) => (text += part) }, { write: () => undefined }, columns);
    await writeFindings(FINDINGS, terminal);
    return text.split('\n');
  }

  it('are one line each for other programs, aligned for characters of any width', async () => {
    assert.deepEqual(await written(undefined), [
      '?        Header  An app gets the token of its viewer with the requests of a browser.',
      'PROBLEM  社内    Not found.',
      '',
    ]);
  });

  it('are wrapped between words, below the text, on a screen', async () => {
    assert.deepEqual(await written(62), [
      '?        Header  An app gets the token of its viewer with the',
      '                 requests of a browser.',
      'PROBLEM  社内    Not found.',
      '',
    ]);
  });
});
