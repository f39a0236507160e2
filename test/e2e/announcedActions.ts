import assert from 'node:assert/strict';
import type { Accessible } from '../editor/accessibilityTree.js';
import type { Keyboard } from '../editor/keyboard.js';

/**
 * Goes down the rows by the keyboard, and fails unless the context menu of each offers what is announced for it. The focus is
 * on the first of the rows at the start, and below the last of them at the end.
 */
export async function assertActionsAreReached(keyboard: Keyboard, rows: readonly Accessible[]): Promise<void> {
  for (const { name } of rows) {
    await keyboard.waitForFocus(nameOnly(name));
    const heard = await keyboard.focused();
    const [, actions] = /, Actions: (.+)$/.exec(heard) ?? [];
    if (actions !== undefined) {
      assert.equal((await keyboard.contextMenu()).join(', '), actions, heard);
    }
    await keyboard.press('ArrowDown');
  }
}

/** Level, whether it is expanded, and what is heard before the properties of a row; of rows above details only. */
export function statesOf(rows: readonly Accessible[]): unknown[] {
  return rows
    .filter(({ level }) => level !== 3)
    .map(({ level, expanded, name }) => [
      level,
      expanded,
      name.replace(/, (?:Access token valid|Integration ID:|URL:) .*$/, ''),
    ]);
}

/** What is announced first, and does not change with time. */
function nameOnly(announced: string): string {
  return announced.split(',')[0] ?? '';
}
