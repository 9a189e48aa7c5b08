// Processor time of another process, all its threads, from where Linux tells it.
import { readFileSync } from 'node:fs';

/** What times are given in there (USER_HZ), whatever the kernel's own clock. */
const MICROSECONDS_PER_TICK = 10_000;

/** @returns {number} microseconds since the process began; NaN where the system does not tell */
export function cpuTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, the name in parentheses, may hold anything; utime and stime are the 14th and the 15th.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * MICROSECONDS_PER_TICK;
  } catch {
    return Number.NaN;
  }
}
