import { runInNewContext } from 'node:vm';

/** Longest pattern and longest value, in characters, that are matched. */
const MAX_PATTERN_LENGTH = 2_000;
const MAX_VALUE_LENGTH = 64 * 1024;

/** Milliseconds for one match. */
const TIME_LIMIT = 100;

/** What Go's regular expressions know and JavaScript's read as something else. */
const GO_ONLY = /\\[AzZQEC]|\[\[:\^?\w+:\]|\\[pP]\w/;

/**
 * Whether a value matches the regular expression of a server; `undefined` if that can't be found out, and the server has to
 * decide: the pattern is not one of JavaScript's (Connect is written in Go), too long, or takes too long, since a hostile one
 * could otherwise block the process for years. A `.` matches line breaks, too, which values of several lines need.
 */
export function matchesPattern(pattern: string, value: string): boolean | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH || value.length > MAX_VALUE_LENGTH || GO_ONLY.test(pattern)) {
    return undefined;
  }
  const [, goFlags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
  const flags = [...new Set(`${goFlags}s`)].join('');
  try {
    // Node can stop only code that runs in a context of its own. The code is ours, and sees nothing but these two texts.
    const result: unknown = runInNewContext(
      'new RegExp(pattern, flags).test(value)',
      { __proto__: null, pattern: rest, flags, value },
      { timeout: TIME_LIMIT },
    );
    return result === true;
  } catch {
    return undefined;
  }
}
