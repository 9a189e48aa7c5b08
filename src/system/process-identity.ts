import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Identifies a process uniquely: where it runs, its process ID there, and its start time, because process IDs are
 * reused.
 */
interface Identity {
  place: string;
  pid: number;
  startedAt: string;
}

/** The start time of a process that has ended. */
const ENDED = 'ended';

/**
 * Identifies this process as text, which is stored with its leases and claims. Another process on the same machine can
 * then tell at once that it has ended, without waiting for a lease to expire.
 */
export function thisProcess(): string {
  const { place, pid, startedAt } = identity;
  return `${place}/${pid}/${startedAt}`;
}

/**
 * True only if the process has certainly ended. That cannot be determined from another machine, or without /proc.
 */
export function isGone(text: string): boolean {
  return stateOf(text) === 'gone';
}

/**
 * Whether a process is running. `alive` includes stopped (SIGSTOP); `unknown` means that it runs elsewhere or cannot be
 * inspected.
 */
export function stateOf(text: string): 'alive' | 'gone' | 'unknown' {
  const [place, pid, startedAt] = text.split('/');
  if (place !== identity.place || pid === undefined || startedAt === undefined) return 'unknown';
  if (!identity.certain) return 'unknown';
  // Ask the kernel first: /proc hides other users' processes if it is mounted with hidepid.
  if (!exists(Number(pid))) return 'gone';
  const startTime = startTimeOf(Number(pid));
  if (startTime === undefined) return 'unknown';
  return startTime === startedAt ? 'alive' : 'gone';
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** True if it ran on another machine or in another container, as far as this process can tell. */
export function isElsewhere(text: string): boolean {
  return text.split('/')[0] !== identity.place;
}

const identity: Identity & { certain: boolean } = readIdentity();

function readIdentity(): Identity & { certain: boolean } {
  const startedAt = startTimeOf(process.pid);
  try {
    // The boot ID and the PID namespace: every container on a machine has its own process IDs.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
    const namespace = readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
    // A /proc of another namespace has different process IDs.
    const own = readlinkSync('/proc/self') === String(process.pid);
    if (own && startedAt !== undefined && startedAt !== ENDED)
      return { place: `${boot}.${namespace}`, pid: process.pid, startedAt, certain: true };
  } catch {
    // Not Linux.
  }
  const place = hostname().replaceAll('/', '-').slice(0, 40);
  return { place, pid: process.pid, startedAt: randomBytes(8).toString('hex'), certain: false };
}

/** The start time in clock ticks since boot, or ENDED; undefined if it cannot be read. */
function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, can contain anything. After it come fields 3 and up; 22 is the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; its parent has just not noticed yet.
    return fields[0] === 'Z' || fields[0] === 'X' ? ENDED : fields[19];
  } catch {
    return undefined;
  }
}
