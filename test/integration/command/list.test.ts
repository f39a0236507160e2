import assert from 'node:assert/strict';
import { sandboxesPerTest } from '../sandboxesPerTest.js';
import { commandForAll } from './builtCommand.js';

describe('credentials list', () => {
  const command = commandForAll();
  const startSandbox = sandboxesPerTest();

  it('shows the integrations of a Workbench, in its order, with their status', async () => {
    const { env } = await startSandbox();
    const { code, stdout, stderr } = await command().run(['list'], { env });
    assert.deepEqual(
      { code, stderr, lines: stdout.split('\n') },
      {
        code: 0,
        stderr: '',
        lines: [
          'NAME                STATUS               EXPIRES  INTEGRATION ID',
          'GitHub              not signed in                 6b6a3f0e-0d5c-4f5a-9a35-6d1f6f1f2c01',
          'Sales API           signed in                     c2a9d6b4-7e13-4c0b-8f52-91d0a7e84b02',
          'Issue Tracker       configuration error           1f8e5c7d-24ab-4e96-b7d1-3c5a90f6de03',
          'Databricks          not signed in                 94d07b2a-b8c6-4d3e-a1f9-58e2c6074a04',
          'databricks-staging  not signed in                 e75b1c3f-5d90-4a28-8c6e-0b9f4d2a7105',
          '',
        ],
      },
    );
  });
});
