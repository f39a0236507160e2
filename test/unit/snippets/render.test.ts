import assert from 'node:assert/strict';
import path from 'node:path';
import { renderSnippet } from '../../../src/snippets/render.js';
import { templatesIn } from '../../../src/snippets/templates.js';
import { CONTEXT, foldersPerTest, renderingPerTest } from './templateFiles.js';

const MISSING = { issuer: undefined, scopes: undefined };

/** The fields and blocks that there are, in a template for Python, with what comes out. */
const RENDERED: Readonly<Record<string, string>> = {
  '{{integration_id}}': `"${CONTEXT.guid}"`,
  '{{name}} {{display_name}}': '"github" "GitHub"',
  '{{issuer}} {{client_id}}': '"https://github.example" "client-1"',
  '{{auth_url}}\n{{token_url}}\n': '"https://github.example/authorize"\n"https://github.example/token"',
  '{{scope}}': '"repo read:user"',
  '[{{#each scopes}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}]': '["repo", "read:user"]',
  '{{#each scopes}}{{@index}}{{../name}}{{/each}}': '0"github"1"github"',
  '{{#each scopes}}{{#each ../scopes}}{{.}}{{../this}}{{../../name}};{{/each}}{{/each}}': [
    '"repo""repo""github";"read:user""repo""github";',
    '"repo""read:user""github";"read:user""read:user""github";',
  ].join(''),
  '{{#with name}}{{this}}{{../issuer}}{{/with}}': '"github""https://github.example"',
  '{{#with name}}{{#with ../name}}{{this}}{{../../issuer}}{{/with}}{{/with}}': '"github""https://github.example"',
  '{{#if name}}a{{else if issuer}}b{{else}}c{{/if}}{{^if name}}d{{/if}}': 'a',
  '{{{name}}}{{&name}}{{this.name}}{{[name]}}': '"github""github""github""github"',
  'a {{~name~}} b': 'a"github"b',
  '{{! a remark }}\\{{name}} & < "': '{{name}} & < "',
  '': '',
};

describe('A template', () => {
  const render = renderingPerTest();

  for (const [text, code] of Object.entries(RENDERED)) {
    it(`may be ${JSON.stringify(text)}`, async () => {
      assert.equal(await render(text), `${code}\n`);
    });
  }

  it('may begin with a byte order mark', async () => {
    assert.equal(await render('\uFEFFa'), 'a\n');
  });

  it('can ask whether a field was given', async () => {
    const text = '{{#if issuer}}a{{else}}b{{/if}}{{#unless issuer}}c{{/unless}}{{#with issuer}}d{{else}}e{{/with}}';
    assert.equal(await render(text), 'ad\n');
    assert.equal(await render(text, MISSING), 'bce\n');
    assert.equal(await render(text, { issuer: '' }), 'ad\n');
  });

  it('goes through no scopes where none were given', async () => {
    const text = '{{#if scopes}}a{{/if}}{{#each scopes}}b{{else}}c{{/each}}';
    assert.equal(await render(text), 'abb\n');
    assert.equal(await render(text, MISSING), 'c\n');
    assert.equal(await render(text, { scopes: [] }), 'c\n');
  });

  it('takes an empty value for one that was given', async () => {
    assert.equal(await render('{{issuer}}{{scope}}', { issuer: '', scopes: [] }), '""""\n');
  });

  it('is for the language of its extension, in upper or lower case', async () => {
    const literals = ['py', 'PY', 'r', 'R', 'sh', 'Bash', 'zsh', 'js', 'mjs', 'cjs', 'ts', 'mts'].map((extension) =>
      render('{{name}}', { name: `'"` }, `Own.${extension}.hbs`),
    );
    const [double, single, json] = [`"'\\""`, `''\\''"'`, `"'\\""`].map((literal) => `${literal}\n`);
    const counts = { [double ?? '']: 4 + 5, [single ?? '']: 3 };
    assert.equal(double, json);
    const found = (await Promise.all(literals)).reduce<Record<string, number>>(
      (all, each) => ({ ...all, [each]: (all[each] ?? 0) + 1 }),
      {},
    );
    assert.deepEqual(found, counts);
  });

  it('of another language has plain values as they are', async () => {
    const text = '{{integration_id}} {{issuer}} {{#each scopes}}{{this}};{{/each}}';
    assert.equal(await render(text, {}, 'Own.jl.hbs'), `${CONTEXT.guid} https://github.example repo;read:user;\n`);
  });
});

describe('No snippet is made', () => {
  const render = renderingPerTest();
  const write = foldersPerTest();

  const wrongGuids = [
    '',
    '6b6a3f0e',
    `${CONTEXT.guid}\n`,
    `{${CONTEXT.guid}}`,
    CONTEXT.guid.replaceAll('-', ''),
    '" + x + "',
  ];
  for (const guid of wrongGuids) {
    it(`for ${JSON.stringify(guid)}, which is not a GUID, with any template`, async () => {
      const missing = { language: 'X', extension: 'py', path: '/missing/X.py.hbs' };
      await assert.rejects(renderSnippet(missing, { ...CONTEXT, guid, displayName: 'Git\nHub' }), {
        failure: 'protocol',
        message: 'The Integration ID of Git Hub is not a GUID, so code cannot use it. Contact your administrator.',
      });
    });
  }

  it('of a field that was not given', async () => {
    const context = { ...MISSING, name: undefined, clientId: undefined, authUrl: undefined, tokenUrl: undefined };
    for (const field of ['name', 'issuer', 'client_id', 'auth_url', 'token_url', 'scope']) {
      await assert.rejects(render(`{{${field}}}`, context), {
        failure: 'protocol',
        message: `The snippet template Own.py.hbs requires ${field}, which the server did not send for this integration. Use another language.`,
      });
    }
  });

  it('of a value that the language cannot hold', async () => {
    for (const [value, extension] of [
      ['\0', 'R'],
      ['\uD800', 'R'],
      ['\0', 'sh'],
      ['\uDC00', 'sh'],
      ['a\n', 'sh'],
    ] as const) {
      const message = (field: string) =>
        `The snippet template Own.${extension}.hbs cannot be used for this integration: ${field} contains characters that its language cannot express. Use another language.`;
      const file = `Own.${extension}.hbs`;
      await assert.rejects(render('{{issuer}}', { issuer: value }, file), {
        failure: 'protocol',
        message: message('issuer'),
      });
      await assert.rejects(render('{{#each scopes}}{{this}}{{/each}}', { scopes: ['a', value] }, file), {
        failure: 'protocol',
        message: message('scopes'),
      });
      assert.equal(await render('x', { issuer: value }, file), 'x\n');
    }
  });

  it('of a value that is not plain, where the literals are not known', async () => {
    for (const displayName of ['', 'a b', 'a"', "a'", 'a\n', 'é', '$x', '`x`', 'a\\', '{a}']) {
      await assert.rejects(render('{{display_name}}', { displayName }, 'Own.jl.hbs'), {
        failure: 'protocol',
        message:
          'The snippet template Own.jl.hbs cannot be used for this integration: display_name contains characters other than A-Z, a-z, 0-9 and . _ : / -, and this extension does not know how to write them in .jl files. Use another language.',
      });
    }
  });

  it('of a file that cannot be read', async () => {
    const folder = await write({ 'Binary.py.hbs': Uint8Array.of(0x61, 0xff) });
    for (const file of ['Binary.py.hbs', 'Missing.py.hbs']) {
      const template = { language: 'X', extension: 'py', path: path.join(folder, file) };
      await assert.rejects(renderSnippet(template, CONTEXT), {
        failure: 'configuration',
        message: `The snippet template ${file} cannot be read. Check that it is a readable UTF-8 text file.`,
      });
      await assert.rejects(renderSnippet(template, CONTEXT), ({ cause }: Error) => cause instanceof Error);
    }
  });

  it('of one bad template, while the others are rendered', async () => {
    const templates = await templatesIn(await write({ 'A.py.hbs': '{{', 'B.py.hbs': '{{x}}', 'C.py.hbs': '{{name}}' }));
    const outcomes = await Promise.allSettled(templates.map((template) => renderSnippet(template, CONTEXT)));
    assert.deepEqual(
      outcomes.map((each) => (each.status === 'fulfilled' ? each.value : 'refused')),
      ['refused', 'refused', '"github"\n'],
    );
  });
});
