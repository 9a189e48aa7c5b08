import { localStorageStore, memoryStore, type Store } from 'react-admin';

/** How the console looks in this browser, and what names its person and tenant in its key. */
const LASTING = /^(?:theme|sidebar\.open|first steps .*)$/;

/**
 * Where react-admin keeps what was chosen. What lists were asked is one person's in one tenant, and is gone with the
 * window; the little that outlives it tells the next person nothing.
 */
export function createStore(): Store {
  const lasting = localStorageStore();
  const passing = memoryStore();
  const storeOf = (key: string) => (LASTING.test(key) ? lasting : passing);
  return {
    setup() {
      lasting.setup();
      passing.setup();
    },
    teardown() {
      lasting.teardown();
      passing.teardown();
    },
    getItem: (key, byDefault) => storeOf(key).getItem(key, byDefault),
    setItem: (key, value) => storeOf(key).setItem(key, value),
    removeItem: (key) => storeOf(key).removeItem(key),
    removeItems(prefix) {
      lasting.removeItems(prefix);
      passing.removeItems(prefix);
    },
    reset() {
      lasting.reset();
      passing.reset();
    },
    listItems: (prefix) => ({ ...lasting.listItems?.(prefix), ...passing.listItems?.(prefix) }),
    subscribe: (key, callback) => storeOf(key).subscribe(key, callback),
  };
}
