import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CredentialError } from '../../../src/core/errors.js';
import type { SnippetContext } from '../../../src/snippets/context.js';
import { renderSnippet } from '../../../src/snippets/render.js';
import type { Template } from '../../../src/snippets/templates.js';
import { type Interpreter, isInstalled, javaScript, python, r, shell, valuesOf } from './interpreters.js';
import { CONTEXT, foldersPerTest } from './templateFiles.js';

/** What could end a literal, begin something in one, or be lost, besides any text at all. */
const unit = fc.oneof(
  fc.constantFrom(...Array.from(`"'\\\`$!%#{}()[];&|<>*?~^\n\r\t abN0u`)),
  fc.constantFrom('\0', '\x1b', '\x7f', '\x85', '\u00A0', '\u00AD', '\u200B', '\u200F', '\u2028', '\u2029', '\u202E'),
  fc.constantFrom(
    '\uFEFF',
    '\uFFFE',
    '\u3164',
    '\u{E0041}',
    '\u{1F511}',
    'é',
    '東',
    '\\u0041',
    '$(id)',
    '{{name}}',
    "'''",
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
);

const text = fc.string({ unit, maxLength: 12 });

/** Texts that every language can hold. */
const heldText = text.filter((each) => !/[\0\p{Cs}]|\n$/u.test(each));

const contextsOf = (value: fc.Arbitrary<string>): fc.Arbitrary<SnippetContext> =>
  fc.record({
    guid: fc.uuid(),
    name: value,
    displayName: value,
    issuer: value,
    clientId: value,
    authUrl: value,
    tokenUrl: value,
    scopes: fc.array(value, { maxLength: 3 }),
  });

const contexts = contextsOf(text);
const heldContexts = contextsOf(heldText);

/** The values in the order of the interpreters' templates. */
function valuesIn(context: SnippetContext): readonly [field: string, value: string][] {
  const {
    guid,
    name = '',
    displayName,
    issuer = '',
    clientId = '',
    authUrl = '',
    tokenUrl = '',
    scopes = [],
  } = context;
  return [
    ['integration_id', guid],
    ['name', name],
    ['display_name', displayName],
    ['issuer', issuer],
    ['client_id', clientId],
    ['auth_url', authUrl],
    ['token_url', tokenUrl],
    ['scope', scopes.join(' ')],
    ...scopes.map((scope) => ['scopes', scope] as [string, string]),
  ];
}

/** For each language, the values that it can't hold. */
const NOT_HELD: Readonly<Record<string, RegExp>> = {
  py: /(?!)/,
  mjs: /(?!)/,
  R: /[\0\p{Cs}]/u,
  sh: /[\0\p{Cs}]|\n$/u,
};

const INTERPRETERS: readonly (readonly [name: string, Interpreter, required: boolean])[] = [
  ['Python', python, true],
  ['JavaScript', javaScript, true],
  ['R', r, false],
  ['the shell', shell('sh'), true],
  ['bash', shell('bash'), false],
  ['zsh', shell('zsh'), false],
];

describe('For any values of an integration', function () {
  this.timeout(60_000);
  const write = foldersPerTest();

  async function templateFor({ extension, template }: Interpreter): Promise<Template> {
    const file = `All.${extension}.hbs`;
    const folder = await write({ [file]: template });
    return { language: 'All', extension, path: `${folder}/${file}` };
  }

  for (const [name, interpreter, required] of INTERPRETERS) {
    it(`a snippet for ${name} is a program whose literals are those values`, async function () {
      if (!(await isInstalled(interpreter))) {
        // R is large, and not every machine has each shell; where one is missing, the others stand for it.
        if (!required) this.skip();
        assert.fail(
          `${interpreter.command} is not installed, and this test runs it: apt-get install ${interpreter.command}`,
        );
      }
      const template = await templateFor(interpreter);
      // Many values for one process; the process is what takes time.
      const batch = fc.array(heldContexts, { minLength: 150, maxLength: 150 });
      const property = fc.asyncProperty(batch, async (batched) => {
        const programs = await Promise.all(batched.map((context) => renderSnippet(template, context)));
        const values = batched.map((context) => valuesIn(context).map(([, value]) => value));
        const told = await valuesOf(
          interpreter,
          programs,
          values.map(({ length }) => length),
        );
        assert.deepEqual(told, values);
      });
      await fc.assert(property, { numRuns: 2, endOnFailure: true });
    });
  }

  for (const interpreter of [python, javaScript, r, shell('sh')]) {
    it(`one that cannot be held in .${interpreter.extension} is refused by its field, and no other`, async () => {
      const template = await templateFor(interpreter);
      const property = fc.asyncProperty(contexts, async (context) => {
        const notHeld = NOT_HELD[interpreter.extension] ?? /(?:)/;
        const field = valuesIn(context).find(([, value]) => notHeld.test(value))?.[0];
        const outcome = await renderSnippet(template, context).catch((error: unknown) => error);
        if (field === undefined) {
          assert.equal(typeof outcome, 'string');
        } else {
          assert.ok(outcome instanceof CredentialError);
          assert.equal(outcome.failure, 'protocol');
          assert.match(outcome.message, new RegExp(`All\\.${interpreter.extension}\\.hbs .*: ${field} contains`));
        }
      });
      await fc.assert(property, { numRuns: 200 });
    });
  }

  it('Python and JavaScript hold all of them, also NUL and lone surrogates', async () => {
    for (const interpreter of [python, javaScript]) {
      const template = await templateFor(interpreter);
      const batched = fc.sample(contexts, 150);
      const programs = await Promise.all(batched.map((context) => renderSnippet(template, context)));
      const values = batched.map((context) => valuesIn(context).map(([, value]) => value));
      assert.deepEqual(await valuesOf(interpreter, programs, []), values);
    }
  });

  it('a built-in snippet is not changed by them', async () => {
    const { guid } = CONTEXT;
    const folder = new URL('../../../snippets/Python.py.hbs', import.meta.url).pathname;
    const template = { language: 'Python', extension: 'py', path: folder };
    const expected = await renderSnippet(template, CONTEXT);
    await fc.assert(
      fc.asyncProperty(contexts, async (context) => {
        assert.equal(await renderSnippet(template, { ...context, guid }), expected);
      }),
    );
  });
});
