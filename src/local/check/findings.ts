import type { Finding } from '../../core/finding.js';

export const ok = (subject: string, text: string): Finding => ({ subject, result: 'ok', text });
export const problem = (subject: string, text: string): Finding => ({ subject, result: 'problem', text });
export const unknown = (subject: string, text: string): Finding => ({ subject, result: 'unknown', text });
