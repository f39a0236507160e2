import { t } from '@vscode/l10n';
import type * as vscode from 'vscode';
import { listOf, sideBySide } from '../core/lists.js';

/** A text of the manifest. VS Code makes it an object if it is translated. */
type Text = string | { readonly value: string };

/** The part of the manifest that offers the actions of rows. */
interface RowMenus {
  readonly commands: readonly { readonly command: string; readonly title: Text }[];
  readonly submenus: readonly { readonly id: string; readonly label: Text }[];
  readonly menus: {
    readonly 'view/item/context': readonly {
      readonly command?: string;
      readonly submenu?: string;
      readonly when: string;
      readonly group: string;
    }[];
  };
}

/** An entry of the context menu, and the word of a `contextValue` for which it is there. */
interface Action {
  readonly word: string;
  readonly title: string;
}

/** Adds to what screen readers say about a row what can be done with it, in the words of its context menu. */
export function announceActions(extension: vscode.Extension<unknown>): (item: vscode.TreeItem) => void {
  const actions = actionsIn((extension.packageJSON as { readonly contributes: RowMenus }).contributes);
  return (item) => {
    const words = item.contextValue?.split(' ') ?? [];
    const titles = actions.filter(({ word }) => words.includes(word)).map(({ title }) => title);
    const said = item.accessibilityInformation?.label;
    if (said !== undefined && titles.length > 0) {
      item.accessibilityInformation = { label: sideBySide([said, t('Actions: {0}', listOf(titles))]) };
    }
  };
}

/** The entries of the context menu, in its order. */
function actionsIn({ commands, submenus, menus }: RowMenus): readonly Action[] {
  const titles = new Map([
    ...commands.map(({ command, title }) => [command, textOf(title)] as const),
    ...submenus.map(({ id, label }) => [id, textOf(label)] as const),
  ]);
  return menus['view/item/context']
    .filter(({ group }) => group !== 'inline')
    .sort((one, other) => one.group.localeCompare(other.group))
    .map(({ command, submenu, when }) => ({
      word: /viewItem =~ \/\\b(\w+)\\b\//.exec(when)?.[1] ?? '',
      title: titles.get(command ?? submenu ?? '') ?? '',
    }));
}

function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.value;
}
