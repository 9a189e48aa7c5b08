/** Limits how many tasks of a job run at once, in total and of one tenant, so that no tenant holds up the others. */
export interface TenantSlots {
  /** Starts the task without waiting for it, unless there is no slot. Its errors are ignored. */
  start(tenantId: string, task: () => Promise<unknown>): void;
  isFull(): boolean;
  /** Waits for the tasks that are running. */
  settle(): Promise<void>;
}

export function createTenantSlots({ total, perTenant }: { total: number; perTenant: number }): TenantSlots {
  const running = new Map<Promise<void>, string>();

  function hasRoom(tenantId: string): boolean {
    const theirs = [...running.values()].filter((one) => one === tenantId).length;
    return running.size < total && theirs < perTenant;
  }

  return {
    isFull: () => running.size >= total,
    start(tenantId, task) {
      if (!hasRoom(tenantId)) return;
      const done: Promise<void> = task()
        .catch(() => undefined)
        .then(() => void running.delete(done));
      running.set(done, tenantId);
    },
    settle: async () => void (await Promise.all(running.keys())),
  };
}
