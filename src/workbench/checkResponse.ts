import type { Finding } from '../core/finding.js';
import { isRecord } from '../core/record.js';

/** Parses the response to `oauth_check`. A finding that can't be read is left out. Loaded on first use. */
export function parseCheck({ findings }: Readonly<Record<string, unknown>>): readonly Finding[] {
  return (Array.isArray(findings) ? findings : []).flatMap((each: unknown): readonly Finding[] => {
    const { subject, result, text } = isRecord(each) ? each : {};
    return typeof subject === 'string' && typeof text === 'string'
      ? [{ subject, result: result === 'ok' || result === 'problem' ? result : 'unknown', text }]
      : [];
  });
}
