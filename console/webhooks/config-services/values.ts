export type Service = { type: string } & Record<string, unknown>;

/** Reads the value at a path such as `timestamp.unit`. */
export function valueAt(service: Service, name: string): unknown {
  return name
    .split('.')
    .reduce<unknown>((value, part) => (value as Record<string, unknown> | undefined)?.[part], service);
}

/** Returns the service with another value at the path. Empty values and empty objects are left out. */
export function withValue(service: Service, name: string, value: unknown): Service {
  const [first = '', ...rest] = name.split('.');
  const inside = service[first] as Service | undefined;
  const next = rest.length === 0 ? value : withValue(inside ?? ({} as Service), rest.join('.'), value);
  const { [first]: _, ...others } = service;
  return (isEmpty(next) ? others : { ...others, [first]: next }) as Service;
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === '';
}

/** The errors of a field with several parts, as `react-hook-form` stores them, by path. */
export function faultsOfParts(error: unknown, path = ''): Record<string, string> {
  if (typeof error !== 'object' || error === null) return {};
  const { message } = error as { message?: unknown };
  if (typeof message === 'string') return { [path]: message };
  return Object.assign(
    {},
    ...Object.entries(error).map(([name, part]) =>
      faultsOfParts(part, path === '' ? name : `${path}.${name}`),
    ),
  ) as Record<string, string>;
}

/** The API's errors within an object, by path: `api-error.ts` puts the path in front of each line. */
export function faultsByPath(message: string | undefined): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const line of message?.split('\n') ?? []) {
    const [, path, detail] = /^\/(\S+): (.*)$/s.exec(line) ?? ['', '', line];
    const at = path!.replaceAll('/', '.');
    faults[at] = faults[at] === undefined ? detail! : `${faults[at]} ${detail}`;
  }
  delete faults[''];
  return faults;
}
