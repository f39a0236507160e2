import assert from 'node:assert/strict';

/** The lines of a diagnostic report's section, without its title. */
export function sectionOf(report: string, title: string): string[] {
  const found = report.split('\n\n').find((each) => each.startsWith(`${title}\n`)) ?? assert.fail(`No ${title}`);
  return found.trimEnd().split('\n').slice(1);
}
