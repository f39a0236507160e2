import assert from 'node:assert/strict';
import { parseCheck } from '../../../src/workbench/checkResponse.js';

describe('The findings of a check', () => {
  it('are read in their order', () => {
    const findings = [
      { subject: 'Settings', result: 'ok', text: 'All fields are right.' },
      { subject: 'Connection', result: 'problem', text: 'The server is away.' },
      { subject: 'Client', result: 'unknown', text: 'It could not be checked.' },
    ];
    assert.deepEqual(parseCheck({ findings }), findings);
  });

  it('have an unknown result if a newer window sends one that is not known', () => {
    const [finding] = parseCheck({ findings: [{ subject: 'Settings', result: 'warning', text: 'Look at them.' }] });
    assert.equal(finding?.result, 'unknown');
  });

  it('are left out if they can’t be read', () => {
    const unreadable = [null, 'text', [], {}, { subject: 'A', result: 'ok' }, { text: 'B' }, { subject: 1, text: 'C' }];
    assert.deepEqual(parseCheck({ findings: [...unreadable, { subject: 'A', text: 2 }] }), []);
  });

  it('are none if the response has no list', () => {
    for (const response of [{}, { findings: null }, { findings: 'text' }, { findings: {} }]) {
      assert.deepEqual(parseCheck(response), []);
    }
  });
});
