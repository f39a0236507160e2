import { oneLine } from '../core/text.js';
import { detailsOf, idLabel } from './details.js';
import { type IntegrationRow, MAX_TOOLTIP_LENGTH, sourceFacts, SourceRow, tooltipLines } from './rows.js';

/** A row and its properties as plain text, for a support request. Contains no secrets. */
export function summaryOf(row: SourceRow | IntegrationRow): string {
  if (row instanceof SourceRow) {
    return sourceFacts(row.source).join('\n');
  }
  const details = detailsOf(row.integration).filter(({ label, value }) => label !== idLabel() && value !== undefined);
  return [
    ...tooltipLines(row.integration),
    ...details.map(({ label, value = '' }) => `${label}: ${oneLine(value, MAX_TOOLTIP_LENGTH)}`),
  ].join('\n');
}
