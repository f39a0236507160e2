import ts from 'typescript';

/** How a module uses another: its types alone, its values when it is loaded, or when it comes to it. */
export type ImportKind = 'type' | 'static' | 'dynamic';

/** One import: modules of `src` by their path there (`core/url.ts`), others by their specifier (`undici`). */
export interface SourceImport {
  readonly from: string;
  readonly to: string;
  readonly kind: ImportKind;
}

/** All imports and re-exports in the text of a module. `from` is its path below `src`. */
export function importsOf(from: string, text: string): readonly SourceImport[] {
  const found: SourceImport[] = [];
  const add = (specifier: ts.Node | undefined, kind: ImportKind) => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ from, to: resolve(from, specifier.text), kind });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'static');
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    } else if (ts.isExternalModuleReference(node)) {
      add(node.expression, 'static');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, 'type');
    } else if (ts.isCallExpression(node) && isLoad(node.expression)) {
      add(node.arguments[0], 'dynamic');
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(from, text, ts.ScriptTarget.Latest));
  return found;
}

const DECLARATIONS = new Set([
  ...[ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.ExportDeclaration, ts.SyntaxKind.ExportAssignment],
  ...[ts.SyntaxKind.VariableStatement, ts.SyntaxKind.FunctionDeclaration, ts.SyntaxKind.ClassDeclaration],
  ...[ts.SyntaxKind.InterfaceDeclaration, ts.SyntaxKind.TypeAliasDeclaration, ts.SyntaxKind.EnumDeclaration],
  ts.SyntaxKind.ModuleDeclaration,
]);

/** The statements in the text of a module, beside declarations, that run when it is loaded. */
export function effectsOf(text: string): readonly string[] {
  const file = ts.createSourceFile('', text, ts.ScriptTarget.Latest);
  return file.statements.filter(({ kind }) => !DECLARATIONS.has(kind)).map((each) => each.getText(file));
}

function isLoad(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.')
    ? new URL(specifier, `file:///${from}`).pathname.slice(1).replace(/\.js$/, '.ts')
    : specifier;
}
