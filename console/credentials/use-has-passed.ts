import { useEffect, useState } from 'react';

/** The longest delay of a browser timer. */
const LONGEST = 2 ** 31 - 1;

/** Whether a time has passed. Rerenders when it does. */
export function useHasPassed(at: string | null): boolean {
  const [, draw] = useState(0);
  useEffect(() => {
    const left = at === null ? 0 : Date.parse(at) - Date.now();
    if (left <= 0 || left > LONGEST) return;
    const timer = setTimeout(() => draw((times) => times + 1), left);
    return () => clearTimeout(timer);
  }, [at]);
  return hasPassed(at);
}

export function hasPassed(at: string | null): boolean {
  return at !== null && Date.parse(at) <= Date.now();
}
