import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Integration } from '../../src/core/integration.js';
import { detailsOf } from '../../src/ui/details.js';
import { IntegrationRow } from '../../src/ui/rows.js';
import { parseIntegrations } from '../../src/workbench/integrationParser.js';
import { provider } from '../unit/workbench/junk.js';
import { wireIntegration } from '../unit/workbench/wireIntegration.js';
import { itemOf } from './itemOf.js';

/** Controls, direction changes, lone surrogates and line breaks, none of which may be seen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

const good = { type: 'custom', integrations: [wireIntegration()] };

describe('The rows of arbitrary JSON', () => {
  it('show no control character: not in labels, descriptions, tooltips, nor to a screen reader', () => {
    fc.assert(
      fc.property(fc.array(provider, { maxLength: 3 }), (providers) => {
        // Without anything that can be used, there would be a failure and no rows.
        const { integrations } = parseIntegrations({ providers: [...providers, good] });
        for (const [at, listed] of integrations.slice(0, 10).entries()) {
          const integration: Integration = { ...listed, id: `${at}`, source: 'workbench', isDuplicate: at % 2 === 1 };
          for (const row of [new IntegrationRow(integration), ...detailsOf(integration)]) {
            const { label, description, tooltip, accessibilityInformation } = itemOf(row);
            assert.ok(typeof label === 'string' && typeof description === 'string' && typeof tooltip === 'string');
            // The lines of a tooltip are ours.
            const lines = tooltip.split('\n');
            assert.ok(lines.length <= 8, `${lines.length} lines`);
            for (const text of [label, description, accessibilityInformation?.label ?? '', ...lines]) {
              assert.ok(!UNSAFE.test(text), JSON.stringify(text));
              assert.ok(text.length < 5_000, `${text.length} characters`);
            }
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
