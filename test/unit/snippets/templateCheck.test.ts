import assert from 'node:assert/strict';
import { CredentialError } from '../../../src/core/errors.js';
import { renderingPerTest } from './templateFiles.js';

const FIELDS = 'integration_id, name, display_name, issuer, client_id, auth_url, token_url, scope, scopes';

/** What is asked for, by the templates that do; each in the template's second line. */
const UNKNOWN_FIELDS: Readonly<Record<string, readonly string[]>> = {
  guid: ['{{guid}}', '{{#if guid}}{{/if}}', '{{#unless name}}{{else if guid}}{{/unless}}', '{{#each guid}}{{/each}}'],
  constructor: ['{{constructor}}', '{{#if constructor}}{{/if}}', '{{#with constructor}}{{/with}}'],
  __proto__: ['{{__proto__}}', '{{{__proto__}}}', '{{[__proto__]}}', '{{#with name}}{{__proto__}}{{/with}}'],
  'integration_id.constructor': ['{{integration_id.constructor}}', '{{#with integration_id.constructor}}{{/with}}'],
  'this.constructor': ['{{this.constructor}}', '{{#each scopes}}{{this.constructor}}{{/each}}'],
  'constructor.constructor': ['{{#with name}}{{constructor.constructor}}{{/with}}'],
  'constructor.prototype': ['{{#each scopes}}{{#if constructor.prototype}}{{/if}}{{/each}}'],
  '../constructor': ['{{#with name}}{{../constructor}}{{/with}}'],
  'name.length': ['{{name.length}}', '{{#if name.length}}{{/if}}'],
  'name.0': ['{{name.[0]}}'],
  'scopes.0': ['{{scopes.[0]}}'],
  length: ['{{#with name}}{{length}}{{/with}}', '{{#if length}}{{/if}}'],
  toString: ['{{toString}}', '{{#each scopes}}{{toString}}{{/each}}'],
  hasOwnProperty: ['{{hasOwnProperty}}'],
  helperMissing: ['{{helperMissing}}'],
  lookup: ['{{lookup}}'],
  this: ['{{this}}', '{{#with this}}{{constructor.constructor}}{{/with}}', '{{#each this}}{{this}}{{/each}}'],
  name: ['{{#each scopes}}{{name}}{{/each}}', '{{#with issuer}}{{#if name}}{{/if}}{{/with}}'],
  '../name': ['{{../name}}', '{{#if name}}{{../name}}{{/if}}', '{{#each scopes}}{{else}}{{../name}}{{/each}}'],
  '@root': ['{{@root}}', '{{#with @root}}{{constructor}}{{/with}}'],
  '@root.name': ['{{@root.name}}'],
  '@index': ['{{@index}}', '{{#with name}}{{@index}}{{/with}}'],
  '@index.constructor': ['{{#each scopes}}{{@index.constructor}}{{/each}}'],
};

const UNKNOWN_CONSTRUCTS: Readonly<Record<string, readonly string[]>> = {
  Partial: ['{{> own}}', '{{> (lookup this "name")}}'],
  PartialBlock: ['{{#> own}}{{/own}}'],
  Decorator: ['{{* inline}}'],
  DecoratorBlock: ['{{#*inline "own"}}{{/inline}}'],
  lookup: ['{{lookup this "name"}}', '{{lookup this "constructor"}}'],
  log: ['{{log name}}', '{{log "text" level="error"}}'],
  '#lookup': ['{{#lookup this "name"}}{{/lookup}}'],
  '#blockHelperMissing': ['{{#blockHelperMissing name}}{{/blockHelperMissing}}'],
  '#scopes': ['{{#scopes}}{{/scopes}}', '{{^scopes}}{{/scopes}}'],
  '#raw': ['{{{{raw}}}}{{{{/raw}}}}'],
  '#./if': ['{{#./if name}}{{/./if}}'],
  '#if': ['{{#if}}{{/if}}', '{{#if name issuer}}{{/if}}', '{{#if name includeZero=true}}{{/if}}'],
  SubExpression: ['{{#if (lookup this "name")}}{{/if}}'],
  'as |…|': ['{{#each scopes as |each|}}{{each}}{{/each}}', '{{^each scopes as |each|}}{{/each}}'],
  '#with this': ['{{#each scopes}}{{#with this}}{{this}}{{/with}}{{/each}}'],
  '#with @index': ['{{#each scopes}}{{#with @index}}{{/with}}{{/each}}'],
  name: ['{{"name"}}', '{{name "constructor"}}', '{{name key=issuer}}'],
  true: ['{{true}}', '{{#if true}}{{/if}}'],
};

const BROKEN = [
  '{{name',
  '{{#if name}}',
  '{{#if name}}{{/each}}',
  '{{/if}}',
  '{{#if name}}{{else}}{{else}}{{/if}}',
  '{{}}',
];

describe('A template is refused', () => {
  const render = renderingPerTest();

  /** How a template is refused that holds `text` in its second line. */
  async function refusal(text: string): Promise<readonly [string, string]> {
    const error = await render(`first line\n${text}`).catch((each: unknown) => each);
    if (!(error instanceof CredentialError)) assert.fail(`Not refused: ${String(error)}`);
    return [error.failure, error.message];
  }

  for (const [field, texts] of Object.entries(UNKNOWN_FIELDS)) {
    for (const text of texts) {
      it(`for ${field}, which is not a field: ${text}`, async () => {
        assert.deepEqual(await refusal(text), [
          'configuration',
          `The snippet template Own.py.hbs uses ${field} in line 2, which is not available there. The fields are ${FIELDS}.`,
        ]);
      });
    }
  }

  for (const [construct, texts] of Object.entries(UNKNOWN_CONSTRUCTS)) {
    for (const text of texts) {
      it(`for ${construct}: ${text}`, async () => {
        assert.deepEqual(await refusal(text), [
          'configuration',
          `The snippet template Own.py.hbs uses ${construct} in line 2. Templates can only use fields, #if, #unless, #each and #with.`,
        ]);
      });
    }
  }

  for (const text of BROKEN) {
    it(`when it does not compile: ${text}`, async () => {
      assert.deepEqual(await refusal(text), [
        'configuration',
        'The snippet template Own.py.hbs is not valid in line 2. See the log for details, then correct it.',
      ]);
    });
  }

  it('with the line of a mistake that is far down, and the cause for the log', async () => {
    await assert.rejects(render(`${'\n'.repeat(11)}{{#if name}}{{/each}}`), ({ message, cause }: Error) => {
      assert.match(message, /^The snippet template Own\.py\.hbs is not valid in line 12\./);
      assert.match(String(cause), /if doesn't match each/);
      return true;
    });
  });

  it('for a list as a text', async () => {
    for (const text of ['{{scopes}}', '{{#with scopes}}{{this}}{{/with}}']) {
      await assert.rejects(render(text), {
        failure: 'configuration',
        message:
          'The snippet template Own.py.hbs uses scopes as a text in line 1, but it is a list. Use #each.',
      });
    }
  });

  it('for a text as a list', async () => {
    await assert.rejects(render('{{#each name}}{{/each}}'), {
      failure: 'configuration',
      message: 'The snippet template Own.py.hbs uses name as a list in line 1, but it is a text. Use it without #each.',
    });
  });

  it('for a mistake in a part that this integration does not come to', async () => {
    await assert.rejects(render('{{#if issuer}}{{else}}{{guid}}{{/if}}'), /uses guid in line 1/);
  });
});
