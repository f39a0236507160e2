import { kindOfField } from './context.js';
import * as messages from './messages.js';

/** What a path is relative to: the fields, or one text within `#with` or `#each`. */
type Scope = 'fields' | 'text' | 'item';

/** What a path refers to: one text, a list of texts, or a variable of `#each`, such as `@last`. */
type Kind = 'text' | 'list' | 'variable';

/** A program as created by the parser, which sets fewer properties than Handlebars' types declare. */
type Program = Pick<hbs.AST.Program, 'body'> & { readonly blockParams?: readonly string[] };
type Mustache = Pick<hbs.AST.MustacheStatement, 'path' | 'params' | 'loc'> & { readonly hash?: hbs.AST.Hash };
type Block = Mustache & {
  readonly program?: Program;
  readonly inverse?: Program;
};

/** The variables of `#each`. */
const VARIABLES = ['@index', '@first', '@last'];

/**
 * Checks that a parsed template uses only existing fields, and only `#if`, `#unless`, `#each` and `#with`. Templates
 * therefore can't access properties of values, prototypes, helpers or partials, and mistakes are found regardless of the
 * integration. Throws a `CredentialError` (`configuration`) that names `file`, the line and the mistake.
 */
export function checkTemplate(program: hbs.AST.Program, file: string): void {
  new TemplateCheck(file).program(program, ['fields']);
}

class TemplateCheck {
  constructor(private readonly file: string) {}

  /** @param scopes the open scopes, innermost first */
  program(program: Program, scopes: readonly Scope[]): void {
    for (const statement of program.body) {
      this.#statement(statement, scopes);
    }
  }

  #statement(statement: hbs.AST.Statement, scopes: readonly Scope[]): void {
    switch (statement.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        return;
      case 'MustacheStatement':
        this.#mustache(statement as hbs.AST.MustacheStatement, scopes);
        return;
      case 'BlockStatement':
        this.#block(statement as hbs.AST.BlockStatement, scopes);
        return;
      default:
        throw this.#unknown(statement, statement.type.replace('Statement', ''));
    }
  }

  #mustache({ path, params, hash, loc }: Mustache, scopes: readonly Scope[]): void {
    if (params.length > 0 || hash !== undefined) {
      throw this.#unknown({ loc }, textOf(path));
    }
    if (this.#kindOf(path, scopes) === 'list') {
      throw messages.fieldIsList(this.file, loc.start.line, textOf(path));
    }
  }

  #block(block: Block, scopes: readonly Scope[]): void {
    const { path, params, hash, program, inverse } = block;
    const [param] = params;
    if (param === undefined || params.length > 1 || hash !== undefined) {
      throw this.#unknown(block, `#${textOf(path)}`);
    }
    if (program?.blockParams !== undefined || inverse?.blockParams !== undefined) {
      throw this.#unknown(block, 'as |…|');
    }
    const inner = this.#innerScopes(block, param, scopes);
    if (program !== undefined) {
      this.program(program, inner);
    }
    if (inverse !== undefined) {
      this.program(inverse, scopes);
    }
  }

  /** The scopes within a block, which depend on its helper and parameter. */
  #innerScopes(block: Block, param: hbs.AST.Expression, scopes: readonly Scope[]): readonly Scope[] {
    const kind = this.#kindOf(param, scopes);
    const { line } = block.loc.start;
    switch (textOf(block.path)) {
      case 'if':
      case 'unless':
        return scopes;
      case 'each':
        if (kind !== 'list') {
          throw messages.fieldIsText(this.file, line, textOf(param));
        }
        return ['item', ...scopes];
      case 'with':
        if (kind === 'list') {
          throw messages.fieldIsList(this.file, line, textOf(param));
        }
        if (!isField(param)) {
          throw this.#unknown(block, `#with ${textOf(param)}`);
        }
        return ['text', ...scopes];
      default:
        throw this.#unknown(block, `#${textOf(block.path)}`);
    }
  }

  #kindOf(expression: hbs.AST.Expression, scopes: readonly Scope[]): Kind {
    if (!isPath(expression)) {
      throw this.#unknown(expression, textOf(expression));
    }
    const { data, depth, parts, original } = expression;
    const scope = scopes[depth];
    if (data) {
      if (VARIABLES.includes(original) && scopes.includes('item')) {
        return 'variable';
      }
    } else if (parts.length === 0 && (scope === 'text' || scope === 'item')) {
      return 'text';
    } else if (parts.length === 1 && scope === 'fields') {
      const kind = kindOfField(parts[0] ?? '');
      if (kind !== undefined) {
        return kind;
      }
    }
    throw messages.unknownField(this.file, expression.loc.start.line, original);
  }

  #unknown({ loc }: Pick<hbs.AST.Node, 'loc'>, construct: string) {
    return messages.unknownConstruct(this.file, loc.start.line, construct);
  }
}

function isPath(expression: hbs.AST.Expression): expression is hbs.AST.PathExpression {
  return expression.type === 'PathExpression';
}

/** Whether an expression is a field. It is not if it is a variable, or `this`, for which Handlebars opens no scope. */
function isField(expression: hbs.AST.Expression): boolean {
  return isPath(expression) && !expression.data && expression.parts.length === 1;
}

/** The source text of an expression, as far as the parser keeps it. */
function textOf(expression: hbs.AST.Expression): string {
  return 'original' in expression ? String(expression.original) : expression.type;
}
