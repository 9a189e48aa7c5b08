import { localStorageStore, memoryStore, type Store } from 'react-admin';

/** What outlives the window: the appearance, and whether the first steps were dismissed, by user and tenant. */
const LASTING = /^(?:theme|sidebar\.(?:open|wide)|first steps .*)$/;

/**
 * React-admin's store. List filters belong to one user in one tenant and are gone when the window closes. What outlives
 * it tells the next user nothing.
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
