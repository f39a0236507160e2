import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A call of `t` in the sources. */
export interface SourceText {
  /** What the files of translations call it: the English text. `undefined` if it is computed, so that no file can have it. */
  readonly key: string | undefined;
  /** `src/FILE:LINE` */
  readonly place: string;
  /** Whether it is called while its module is loaded. VS Code loads modules before their language is known. */
  readonly isAtLoad: boolean;
}

/** All texts of a folder. @param root the folder that `folder` and the places are relative to */
export function textsIn(root: string, folder: string): readonly SourceText[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')))
    .sort()
    .flatMap((file) => textsOf(file, readFileSync(path.join(root, file), 'utf8')));
}

/** The texts of a module. */
export function textsOf(file: string, text: string): readonly SourceText[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const name = nameOfT(source);
  const found: SourceText[] = [];
  const visit = (node: ts.Node, isAtLoad: boolean): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ key: keyOf(node.arguments[0]), place: `${file}:${line + 1}`, isAtLoad });
    }
    ts.forEachChild(node, (child) => visit(child, isAtLoad && !isCalledLater(node)));
  };
  if (name !== undefined) {
    visit(source, true);
  }
  return found;
}

/** What the module calls the function `t` of `@vscode/l10n`. */
function nameOfT(source: ts.SourceFile): string | undefined {
  for (const statement of source.statements) {
    if (
      ts.isImportDeclaration(statement) &&
      ts.isStringLiteral(statement.moduleSpecifier) &&
      statement.moduleSpecifier.text === '@vscode/l10n' &&
      statement.importClause?.namedBindings &&
      ts.isNamedImports(statement.importClause.namedBindings)
    ) {
      return statement.importClause.namedBindings.elements.find((each) => (each.propertyName ?? each.name).text === 't')
        ?.name.text;
    }
  }
  return undefined;
}

function keyOf(argument: ts.Expression | undefined): string | undefined {
  return argument && ts.isStringLiteralLike(argument) ? argument.text : undefined;
}

function isCalledLater(node: ts.Node): boolean {
  return ts.isFunctionLike(node) || (ts.isPropertyDeclaration(node) && !isStatic(node));
}

function isStatic(node: ts.PropertyDeclaration): boolean {
  return (node.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}
