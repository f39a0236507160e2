import assert from 'node:assert/strict';
import { COMPLETE } from '../../../src/command/completionShells.js';
import { run as runCommand } from '../../../src/command/run.js';
import { Terminal } from '../../../src/command/terminal.js';
import { VERSION } from '../../../src/command/version.js';

/** What is started by a test that goes wrong. */
const NOTHING = '/nonexistent/program';

describe('The arguments of the command', () => {
  /** Runs it outside any session. Each text of its help then fits into a line. */
  async function run(args: readonly string[]) {
    const shown = { out: '', err: '' };
    const terminal = new Terminal(
      { write: (text) => (shown.out += text) },
      { write: (text) => (shown.err += text) },
      1_000,
    );
    const input = () => assert.fail('It reads standard input');
    const failure = await runCommand(args, { environment: { HOME: '/nonexistent' }, input, terminal }).then(
      (code) => (code === 0 ? undefined : String(code)),
      (error: unknown) => (error instanceof Error ? error.message : assert.fail('It is no error')),
    );
    return { ...shown, failure };
  }

  /** The lines of a part of a help, such as that of its options. */
  function linesIn(help: string, part: string): readonly string[] {
    const [, text] = new RegExp(`^${part}:\n((?: .*\n)+)`, 'm').exec(help) ?? [];
    return text?.replace(/\n$/, '').split('\n') ?? [];
  }

  /** All calls that have a help, and these. */
  async function helps(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const calls = [['credentials']];
    for (const call of calls) {
      const { out, err, failure } = await run([...call.slice(1), '--help']);
      assert.deepEqual([err, failure], ['', undefined], call.join(' '));
      found.set(call.join(' '), out);
      const names = linesIn(out, 'Commands').map((line) => line.trim().split(' ')[0] ?? '');
      calls.push(...names.map((name) => [...call, name]));
      assert.ok(calls.length < 100, 'A help leads back to itself');
    }
    return found;
  }

  it('are described in the help, each of them, with an example for each subcommand', async () => {
    const all = await helps();
    assert.ok(all.size > 20, [...all.keys()].join('\n'));
    for (const [call, help] of all) {
      const [usage = '', empty, description = ''] = help.split('\n');
      assert.ok(usage.startsWith(`Usage: ${call}`), usage);
      assert.equal(empty, '', call);
      assert.match(description, /^[A-Z].*\.$/, call);
      const described = ['Arguments', 'Options', 'Commands'].flatMap((part) => linesIn(help, part));
      assert.ok(
        described.some((line) => /^ {2}-h, --help {2,}\S/.test(line)),
        help,
      );
      assert.deepEqual(
        described.filter((line) => !/^ {2}\S.*? {2,}[^\s(]/.test(line)),
        [],
        call,
      );
      const names = usage.match(/[<[][\w-]+(?:\.\.\.)?[>\]]/g)?.filter((name) => !/options|command\]/.test(name)) ?? [];
      assert.equal(linesIn(help, 'Arguments').length, names.length, help);
      const examples = linesIn(help, 'Examples');
      assert.ok(examples.some((line) => line.includes(call)) && examples.every((line) => /^ {2,}\S/.test(line)), help);
    }
  });

  it('are refused if they are unknown, with where to read more', async () => {
    for (const call of (await helps()).keys()) {
      if (call === 'credentials external-auth access-token') continue;
      const { out, err, failure } = await run([...call.split(' ').slice(1), '--nonexistent']);
      assert.deepEqual([out, err], ['', '']);
      const sentence = call.endsWith(' create')
        ? "required option '--file <file>' not specified"
        : "unknown option '--nonexistent'";
      assert.equal(failure, `${sentence}. See: ${call} --help`);
    }
  });

  it('are refused like Coder’s command does it, where it is called in the place of that', async () => {
    const { out, err, failure } = await run(['external-auth', 'access-token', '--nonexistent']);
    assert.deepEqual([out, err, failure], ['', "credentials: unknown option '--nonexistent'\n", '1']);
    assert.match((await run(['external-auth', 'access-token', '--help'])).out, /^Usage: .*\[provider\.\.\.\]/);
  });

  it('are hidden where they are for Coder’s command alone', async () => {
    const all = await helps();
    const withToken = [...all].filter(([, help]) => help.includes('--agent-token')).map(([call]) => call);
    assert.deepEqual(withToken, ['credentials external-auth access-token']);
    assert.ok(!all.get('credentials')?.includes(COMPLETE), 'What completion scripts call is not hidden');
  });

  it('may be missing only where that means something', async () => {
    const { failure } = await run([]);
    assert.equal(failure, 'Say what to do, as in: credentials list. See: credentials --help');
    for (const call of ['connect', 'coder', 'external-auth']) {
      assert.match((await run([call])).failure ?? '', new RegExp(`See: credentials ${call} --help$`));
    }
    for (const args of [
      ['access-token'],
      ['sign-in'],
      ['doctor'],
      ['completion'],
      ['connect', 'mock'],
      ['coder', 'run'],
    ]) {
      const pattern = new RegExp(`^missing required argument '.*'\\. See: credentials ${args.join(' ')} --help$`);
      assert.match((await run(args)).failure ?? '', pattern);
    }
  });

  it('are no name alone if they begin with a hyphen, or are too many', async () => {
    assert.match((await run(['access-token', '--help'])).out, /^Usage: credentials access-token /);
    assert.match((await run(['access-token', '-x'])).failure ?? '', /^unknown option '-x'/);
    assert.match((await run(['env', 'x'])).failure ?? '', /^too many arguments: 1 instead of 0\./);
    assert.match((await run(['access-token', 'a', 'b'])).failure ?? '', /^too many arguments: 2 instead of 1\./);
    assert.match((await run(['access-token', 'a-'])).failure ?? '', /^No credentials server found\./);
  });

  it('ask for the version', async () => {
    assert.deepEqual(await run(['--version']), { out: `${VERSION}\n`, err: '', failure: undefined });
  });

  const PORT = (text: string) => ['connect', 'run', '--port', text, '--', NOTHING];
  const TIMEOUT = (text: string) => ['login', '--timeout', text];
  const ERROR = (text: string) => ['connect', 'mock', '--error', text, '--answers', NOTHING, '--', NOTHING];
  const STATUS = (text: string) => ['coder', 'mock', '--status', text, '--token', 'x', '--', NOTHING];
  const ADDRESS = (text: string) => ['coder', 'mock', '--url', text, '--token', 'x', '--', NOTHING];
  const TOKEN = (text: string) => ['coder', 'mock', '--token', text, '--status', '500', '--', NOTHING];
  for (const [what, args, right, wrong] of [
    ['a port', PORT, ['1', '8080', '65535'], ['0', '65536', '100000', '-1', 'x80', '80x', '1.5', '']],
    ['a time', TIMEOUT, ['1', '600', '999999999'], ['0', '1000000000', 'x1', '1x', '1.5', '']],
    ['an error of Connect', ERROR, ['1', '212', '9999'], ['0', '012', '10000', 'x212', '212x']],
    ['a status', STATUS, ['400', '500', '599'], ['399', '600', '4000', 'x400', '40']],
    [
      'an address',
      ADDRESS,
      ['http://a', 'HTTPS://a/b?c'],
      ['javascript:a', 'xhttp://a', 'http://', 'http://a b', 'http://ä'],
    ],
    ['a token', TOKEN, ['a', '!~'], ['', 'a b', 'ä', 'a\n']],
  ] as const) {
    it(`are refused if they are not ${what}`, async () => {
      for (const text of right) {
        const { failure = 'It succeeds' } = await run(args(text));
        assert.doesNotMatch(failure, /is invalid for/, text);
      }
      for (const text of wrong) {
        const { failure = 'It succeeds' } = await run(args(text));
        assert.match(failure, /^'.*' is invalid for '.*'\. (?:It|They|Write) .*\. See: credentials .* --help$/s, text);
      }
    });
  }
});
