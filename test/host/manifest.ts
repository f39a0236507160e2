import type { Extension } from 'vscode';

export interface Menu {
  /** This, or a submenu. */
  readonly command?: string;
  readonly submenu?: string;
  readonly when: string;
}

interface PackageJson {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly Menu[]>>;
  };
}

/** What the tests need of the extension's manifest. */
export function manifestOf(extension: Extension<unknown>): {
  commands: string[];
  rowMenus: readonly Menu[];
} {
  const { contributes } = extension.packageJSON as PackageJson;
  return {
    commands: contributes.commands.map(({ command }) => command),
    rowMenus: contributes.menus['view/item/context'] ?? [],
  };
}
