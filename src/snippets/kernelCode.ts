import { literalOf } from './languages.js';

/** Hosts that programs reach without a proxy: this machine. */
const LOOPBACK = ['127.0.0.1', 'localhost'];

/** The first line of a cell with the code, by which it is found again. */
export const CELL_COMMENT = '# Available Credentials: access tokens for the code in this notebook';

/** Two lines that set environment variables and exempt this machine from proxies. */
type Statements = (variables: Readonly<Record<string, string>>) => readonly (string | undefined)[];

/** By the language of a kernel, in lower case. */
const LANGUAGES = new Map<string, Statements>([
  ['python', python],
  ['r', r],
]);

/**
 * Two lines of code that set environment variables in the process of a running kernel, and exempt this machine from its
 * proxies. They may run any number of times.
 *
 * @param language the kernel's, such as `python` or `R`
 * @param variables by name; none may be secret
 * @returns `undefined` if the language is neither Python nor R, or can't express a value
 */
export function kernelCode(language: string, variables: Readonly<Record<string, string>>): string | undefined {
  const lines = LANGUAGES.get(language.toLowerCase())?.(variables);
  return lines?.includes(undefined) ? undefined : lines?.join('\n');
}

function python(variables: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const entries = assignments('py', variables, (name, value) => `"${name}": ${value}`);
  // Programs read one of the two, so that both need what either of them exempts.
  const before = '(os.environ.get(name) or os.environ.get(other) or "")';
  const hosts = `[*filter(None, ${before}.split(",")), ${LOOPBACK.map((host) => `"${host}"`).join(', ')}]`;
  const names = '(("NO_PROXY", "no_proxy"), ("no_proxy", "NO_PROXY"))';
  // `*` exempts all hosts, but only if it is the whole value.
  const exempted = `os.environ.update({name: ",".join(dict.fromkeys(${hosts})) for name, other in ${names} if ${before} != "*"})`;
  return [entries && `import os; os.environ.update({${entries}})`, exempted];
}

function r(variables: Readonly<Record<string, string>>): readonly (string | undefined)[] {
  const entries = assignments('R', variables, (name, value) => `${name} = ${value}`);
  const hosts = `unique(c(strsplit(before, ",")[[1]], ${LOOPBACK.map((host) => `"${host}"`).join(', ')}))`;
  const value = `function(before) if (before == "*") before else paste(${hosts}, collapse = ",")`;
  const befores = 'list(NO_PROXY = Sys.getenv("NO_PROXY", Sys.getenv("no_proxy")), no_proxy = Sys.getenv("no_proxy", Sys.getenv("NO_PROXY")))';
  const exempted = `do.call(Sys.setenv, lapply(${befores}, ${value}))`;
  return [entries && `Sys.setenv(${entries})`, exempted];
}

function assignments(
  extension: string,
  variables: Readonly<Record<string, string>>,
  assignment: (name: string, value: string) => string,
): string | undefined {
  const entries = Object.entries(variables).map(([name, value]) => {
    const literal = literalOf(extension, value);
    return literal === undefined ? undefined : assignment(name, literal);
  });
  return entries.includes(undefined) ? undefined : entries.join(', ');
}
