import type { Extension } from 'vscode';

export interface Menu {
  readonly command: string;
  readonly when: string;
}

interface PackageJson {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
  };
}

/** What the tests need of the extension's manifest. */
export function manifestOf(extension: Extension<unknown>): {
  commands: string[];
  rowMenus: readonly Menu[];
  welcomes: readonly { readonly contents: string; readonly when: string }[];
} {
  const { contributes } = extension.packageJSON as PackageJson;
  return {
    commands: contributes.commands.map(({ command }) => command),
    rowMenus: contributes.menus['view/item/context'] ?? [],
    welcomes: contributes.viewsWelcome,
  };
}
