import type { Finding } from '../../../core/finding.js';
import * as messages from './messages.js';

/** What is checked, in the order of the lines. These are the names in JSON. */
export type Subject =
  'command' | 'variables' | 'header' | 'proxy' | 'key' | 'version' | 'license' | 'association' | 'session';

/** One line of `credentials connect doctor`. */
export interface Check extends Finding {
  readonly name: Subject;
}

/** @param text in sentences, the last of which says what to do about a problem */
export function check(name: Subject, result: Finding['result'], text: string): Check {
  return { name, subject: messages.subjects[name](), result, text };
}
