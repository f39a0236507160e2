import assert from 'node:assert/strict';
import { extensions } from 'vscode';
import type { Failure } from '../../src/core/errors.js';
import { manifestOf } from './manifest.js';

/** All that a source's context key can say where there are no rows. The type has the compiler find a missing failure. */
const statesWithoutRows: Readonly<Record<Failure | 'empty', true>> = {
  empty: true,
  unavailable: true,
  unsupported: true,
  configuration: true,
  authorization: true,
  network: true,
  protocol: true,
  rejected: true,
};

describe('welcome content', () => {
  it('has a text for each state in which the tree is empty', () => {
    const extension = extensions.getExtension('open-credentials.available-credentials');
    assert.ok(extension);
    assert.deepEqual(
      manifestOf(extension)
        .welcomes.map(({ when }) => when)
        .sort(),
      Object.keys(statesWithoutRows)
        .map((state) => `availableCredentials.workbench.state == ${state}`)
        .sort(),
    );
  });
});
