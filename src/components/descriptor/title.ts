import { own } from './own-property.ts';

/** Maximum length of a component's name in characters, same as in the schema. */
const MAX_NAME_LENGTH = 255;

/** The title of a component.json, which names the component; undefined if it has none. */
export function titleOf(descriptor: Record<string, unknown>): string | undefined {
  const title = own(descriptor, 'title');
  if (typeof title !== 'string' || title.trim() === '') return undefined;
  // The schema counts characters; characters outside the BMP take two UTF-16 units.
  return Array.from(title.trim().slice(0, 2 * MAX_NAME_LENGTH))
    .slice(0, MAX_NAME_LENGTH)
    .join('');
}
