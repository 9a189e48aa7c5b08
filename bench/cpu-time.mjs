// The CPU time of another process, including all its threads. Linux only.
import { readFileSync } from 'node:fs';

/** Linux reports these times in ticks of 10 ms (USER_HZ) on every machine. */
const MICROSECONDS_PER_TICK = 10_000;

/** @returns {number} microseconds since the process started; NaN on other systems */
export function cpuTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field, a name in parentheses, can contain spaces. utime and stime are the 14th and 15th field.
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) * MICROSECONDS_PER_TICK;
  } catch {
    return Number.NaN;
  }
}
