import type { Catalog } from '../../../src/core/catalog.js';

export interface ListenerCount {
  readonly count: number;
}

/** Counts who listens to a catalog, from now on. */
export function countListeners(catalog: Catalog): ListenerCount {
  const listening = new Set<object>();
  const { onDidChange } = catalog;
  const counted: typeof onDidChange = (listener) => {
    const subscription = onDidChange(listener);
    listening.add(subscription);
    return {
      dispose: () => {
        listening.delete(subscription);
        subscription.dispose();
      },
    };
  };
  Object.defineProperty(catalog, 'onDidChange', { value: counted });
  return {
    get count() {
      return listening.size;
    },
  };
}
