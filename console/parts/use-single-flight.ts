import { useRef } from 'react';

/**
 * Runs an action once at a time. A call while another is running, or before it has landed, gets that one's result and
 * starts nothing: disabling the button would be too late for a double click.
 */
export function useSingleFlight<T>() {
  const flying = useRef<{ result: T }>(undefined);
  return {
    runOnce(action: () => T): T {
      flying.current ??= { result: action() };
      return flying.current.result;
    },
    /** Allows the next call to run its action. */
    release() {
      flying.current = undefined;
    },
  };
}
