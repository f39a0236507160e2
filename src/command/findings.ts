import type { Finding } from '../core/finding.js';
import { oneLine } from '../core/text.js';
import type { Terminal } from './terminal.js';

/** Longest text of a line, in characters. */
const MAX_TEXT_LENGTH = 1_000;

const MARKS: Readonly<Record<Finding['result'], string>> = { ok: 'ok', problem: 'PROBLEM', unknown: '?' };

/** Writes one line for each finding, with aligned columns. On a screen, long texts are wrapped in their column. */
export async function writeFindings(findings: readonly Finding[], terminal: Terminal): Promise<void> {
  const [{ default: widthOf }, { Help }] = await Promise.all([import('string-width'), import('commander')]);
  const help = new Help();
  help.displayWidth = (text) => widthOf(text);
  const width = Math.max(...findings.map(({ subject }) => widthOf(oneLine(subject))));
  for (const { subject, result, text } of findings) {
    const name = oneLine(subject);
    const beginning = `${MARKS[result].padEnd(7)}  ${name}${' '.repeat(width - widthOf(name))}  `;
    const indentation = widthOf(beginning);
    const lines = help.boxWrap(oneLine(text, MAX_TEXT_LENGTH), (terminal.columns ?? Infinity) - indentation);
    terminal.write(`${beginning}${lines.replaceAll('\n', `\n${' '.repeat(indentation)}`)}\n`);
  }
}

export function hasProblem(findings: readonly Finding[]): boolean {
  return findings.some(({ result }) => result === 'problem');
}
