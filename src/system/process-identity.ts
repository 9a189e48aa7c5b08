import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for ever: where it runs, its number there, and when it began, because numbers come again. */
interface Identity {
  place: string;
  pid: number;
  began: string;
}

/**
 * This process, as text, to be stored with what it holds. Another process on the same machine can then tell at once
 * when its holder is gone, without waiting for a lease to end.
 */
export function thisProcess(): string {
  const { place, pid, began } = identity;
  return `${place}/${pid}/${began}`;
}

/** True only when the process surely does not run any more. From another machine, or without /proc, nobody can say. */
export function isGone(text: string): boolean {
  const [place, pid, began] = text.split('/');
  if (place !== identity.place || pid === undefined || began === undefined) return false;
  if (!identity.certain) return false;
  return beginningOf(Number(pid)) !== began;
}

const identity: Identity & { certain: boolean } = readIdentity();

function readIdentity(): Identity & { certain: boolean } {
  const began = beginningOf(process.pid);
  try {
    // The boot, and the namespace in which process numbers count: containers on one machine have their own.
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
    const namespace = readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
    if (began !== undefined) return { place: `${boot}.${namespace}`, pid: process.pid, began, certain: true };
  } catch {
    // Not Linux.
  }
  const place = hostname().replaceAll('/', '-').slice(0, 40);
  return { place, pid: process.pid, began: randomBytes(8).toString('hex'), certain: false };
}

/** In clock ticks since the boot; undefined where there is no such process. */
function beginningOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name, in parentheses, may hold anything; the 22nd field counts from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie has ended; only its parent has not noticed.
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
