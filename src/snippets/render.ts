import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CredentialError } from '../core/errors.js';
import { isGuid } from '../core/integration.js';
import { fieldsOf, type SnippetContext } from './context.js';
import { hasLiterals, literalOf } from './languages.js';
import * as messages from './messages.js';
import { checkTemplate } from './templateCheck.js';
import type { Template } from './templates.js';

/**
 * Renders a template for an integration. Values become literals of the language; the code ends with a newline. Throws a
 * `CredentialError` that names the template's file: `configuration` if the template is invalid, `protocol` if a field is
 * missing or can't be expressed in the language.
 */
export async function renderSnippet(template: Template, context: SnippetContext): Promise<string> {
  if (!isGuid(context.guid)) {
    throw messages.guidInvalid(context.displayName);
  }
  const file = path.basename(template.path);
  const [source, { Handlebars }] = await Promise.all([readTemplate(template.path, file), import('./handlebars.js')]);
  const environment = Handlebars.create();
  environment.unregisterHelper('log');
  environment.unregisterHelper('lookup');
  const fields = fieldsOf(
    context,
    (field, text) => new Value(() => literal(text, field, template.extension, file)),
    (field) => new MissingValue(file, field),
  );
  try {
    const program = environment.parseWithoutProcessing(source);
    checkTemplate(program, file);
    const render = environment.compile<typeof fields>(program, {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: { log: false, lookup: false },
    });
    const code = render(fields);
    return code.endsWith('\n') ? code : `${code}\n`;
  } catch (error) {
    throw error instanceof CredentialError ? error : messages.templateInvalid(file, lineOf(error), error);
  }
}

/** A value in a template. Its literal is its only content, and is created when the template uses it. */
class Value {
  readonly #literal: () => string;

  constructor(literal: () => string) {
    this.#literal = literal;
  }

  toString(): string {
    return this.#literal();
  }
}

/** A missing value. For Handlebars' `#if`, only an empty array is both falsy and an object. */
class MissingValue extends Array<never> {
  readonly #error: CredentialError;

  constructor(file: string, field: string) {
    super();
    this.#error = messages.fieldMissing(file, field);
  }

  override toString(): string {
    throw this.#error;
  }
}

function literal(text: string, field: string, extension: string, file: string): string {
  const code = literalOf(extension, text);
  if (code === undefined) {
    throw hasLiterals(extension) ? messages.valueNotHeld(file, field) : messages.valueNotPlain(file, field, extension);
  }
  return code;
}

async function readTemplate(templatePath: string, file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(templatePath));
  } catch (cause) {
    throw messages.templateUnreadable(file, cause);
  }
}

/** The line of a Handlebars error: its compiler sets a property, its parser only mentions it in the message. */
function lineOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  if ('lineNumber' in error && typeof error.lineNumber === 'number') {
    return error.lineNumber;
  }
  const [, line] = / on line (\d+)/.exec(error.message) ?? [];
  return line === undefined ? undefined : Number(line);
}
