import type { Page } from 'playwright-core';
import type { Evidence } from './leaks.js';

/**
 * Reads all that an origin keeps in the browser. In code-server that is the state of the workbench and of all extensions,
 * theirs for the workspace and for the user included, and the logs of the window. A log is an array of bytes.
 */
const READ_STORAGE = `(async () => {
  const result = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const text = (value) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'string' ? value : JSON.stringify(value);
  const found = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await result(indexedDB.open(name));
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([result(store.getAllKeys()), result(store.getAll())]);
      keys.forEach((key, at) => found.push([name + ' ' + storeName, text(key), text(values[at])]));
    }
    database.close();
  }
  for (const [name, storage] of Object.entries({ localStorage, sessionStorage })) {
    for (const [key, value] of Object.entries(storage)) found.push([name, key, value]);
  }
  return found;
})()`;

/** @param page of the editor's origin */
export async function editorStorage(page: Page): Promise<readonly Evidence[]> {
  const found = await page.evaluate<[string, string, string | undefined][]>(READ_STORAGE);
  return found.map(([store, key, value = '']) => ({
    place: key.endsWith('.log') ? 'logs' : 'state of the editor',
    what: `${store} ${key}`,
    content: `${key}\n${value}`,
  }));
}
