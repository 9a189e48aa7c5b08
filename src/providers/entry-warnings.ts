import { AppError } from '../errors.ts';
import { createOutbound } from '../http/index.ts';
import type { ProviderEntry } from '../schema/index.ts';
import { urlsOf } from './rules.ts';

/** What is valid in an entry, but probably not meant. Each has the JSON Pointer to its member. */
export function entryWarnings(entry: ProviderEntry): AppError[] {
  const { revocation, revocation_url } = entry;
  return [
    ...urlWarnings(entry),
    ...(revocation !== undefined && revocation_url === undefined
      ? [
          warning(
            'revocation has no effect without revocation_url. Add revocation_url, or remove revocation.',
            'revocation',
          ),
        ]
      : []),
  ];
}

/** The URLs that a server only calls if its operator allows it. Placeholders are filled with the examples. */
function urlWarnings(entry: ProviderEntry): AppError[] {
  const outbound = createOutbound({ allow: [], proxy: undefined, timeout: 0 });
  return urlsOf(entry).flatMap(([member, template]) => {
    const url = template.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => entry.parameters?.[name]?.example ?? 'x',
    );
    try {
      outbound.assertAllowed(url);
      return [];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return [warning(error.message, member)];
    }
  });
}

function warning(text: string, member: string): AppError {
  return new AppError('validation_failed', text, { source: { pointer: `/${member}` } });
}
