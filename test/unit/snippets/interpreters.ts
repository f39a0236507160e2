import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Bytes that an interpreter may print. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** A language's interpreter, and how programs for it tell values. */
export interface Interpreter {
  readonly command: string;
  readonly args: readonly string[];
  /** Of the files of programs. */
  readonly extension: string;
  /** A template of a program that tells the values of all fields, and holds their literals in a comment too. */
  readonly template: string;
  /** The program that runs all others, `0` and up, in the folder in which it is started, and prints what they tell. */
  readonly driver: string;
  /** The values that each program has told. `counts`: how many there are in each. */
  readonly read: (output: Buffer, counts: readonly number[]) => readonly (readonly string[])[];
}

const FIELDS = ['integration_id', 'name', 'display_name', 'issuer', 'client_id', 'auth_url', 'token_url', 'scope'];

/** All fields of a template, with something between them. */
const fieldsWith = (separator: string) =>
  `${FIELDS.map((field) => `{{${field}}}`).join(separator)}{{#each scopes}}${separator}{{this}}{{/each}}`;

/** Values as JSON, which also holds lone surrogates. */
const readJson = (output: Buffer) => JSON.parse(output.toString()) as string[][];

export const python: Interpreter = {
  command: 'python3',
  args: ['driver.py'],
  extension: 'py',
  template: `# ${fieldsWith(' ')}\nvalues = [${fieldsWith(', ')}]`,
  driver: `
import itertools, json, os, runpy
names = itertools.takewhile(os.path.exists, (f"{n}.py" for n in itertools.count()))
print(json.dumps([runpy.run_path(name)["values"] for name in names]))
`,
  read: readJson,
};

export const javaScript: Interpreter = {
  command: process.execPath,
  args: ['driver.mjs'],
  extension: 'mjs',
  template: `// ${fieldsWith(' ')}\nexport const values = [${fieldsWith(', ')}];`,
  driver: `
import { existsSync } from 'node:fs';
const told = [];
for (let n = 0; existsSync(n + '.mjs'); n++) told.push((await import('./' + n + '.mjs')).values);
process.stdout.write(JSON.stringify(told));
`,
  read: readJson,
};

export const r: Interpreter = {
  command: 'Rscript',
  args: ['--vanilla', 'driver.R'],
  extension: 'R',
  template: `# ${fieldsWith(' ')}\nvalues <- c(${fieldsWith(', ')})`,
  driver: `
n <- 0
while (file.exists(paste0(n, ".R"))) {
  source(paste0(n, ".R"), local = TRUE, encoding = "UTF-8")
  for (value in values) cat(paste(charToRaw(enc2utf8(value)), collapse = ""), "\\n", sep = "")
  n <- n + 1
}
`,
  read: (output, counts) => {
    const lines = output.toString().split('\n');
    return inGroups(
      lines.slice(0, -1).map((line) => Buffer.from(line, 'hex').toString()),
      counts,
    );
  },
};

export const shell = (command: string): Interpreter => ({
  command,
  args: ['driver.sh'],
  extension: 'sh',
  template: `# ${fieldsWith(' ')}\nprintf '%s\\000' ${fieldsWith(' ')}`,
  driver: `n=0\nwhile [ -e "./$n.sh" ]; do\n  . "./$n.sh"\n  n=$((n + 1))\ndone\n`,
  read: (output, counts) => inGroups(output.toString().split('\0').slice(0, -1), counts),
});

/** Whether an interpreter is installed. */
export async function isInstalled({ command }: Interpreter): Promise<boolean> {
  return run(command, ['--version']).then(
    () => true,
    // The Debian shell has no option of that kind, and says so.
    (error: unknown) => !(error instanceof Error && 'code' in error && error.code === 'ENOENT'),
  );
}

/** Runs programs in one process, and returns what each tells. Rejects when one of them is no program, or fails. */
export async function valuesOf(
  interpreter: Interpreter,
  programs: readonly string[],
  counts: readonly number[],
): Promise<readonly (readonly string[])[]> {
  const { command, args, extension, driver, read } = interpreter;
  const folder = await mkdtemp(path.join(tmpdir(), 'interpreter-test-'));
  try {
    const files = programs.map((program, index) => [`${index}.${extension}`, program] as const);
    for (const [name, text] of [...files, [args.at(-1) ?? '', driver] as const]) {
      await writeFile(path.join(folder, name), text);
    }
    const env = { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
    const { stdout } = await run(command, args, { cwd: folder, env, encoding: 'buffer', maxBuffer: MAX_OUTPUT });
    return read(stdout, counts);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function inGroups(values: readonly string[], counts: readonly number[]): string[][] {
  let start = 0;
  return counts.map((count) => values.slice(start, (start += count)));
}
