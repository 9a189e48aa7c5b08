export function makeOnce(
  folder: string,
  key: string,
  make: (fresh: string) => unknown,
  parent?: string,
): Promise<void>;
export function isComplete(folder: string, key: string): boolean;
export function removeUnused(parent: string): void;
