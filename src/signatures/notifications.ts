import type { Node } from 'jsonc-parser';

/** A property of an object in JSON text, with its place in the text. */
export type Property = Node;

/**
 * The notifications of Microsoft Graph in a body that is a JSON object. JSON allows several members named "value", of
 * which JSON.parse only returns the last; these are the notifications of all.
 */
export function notificationsIn(root: Node): Node[] {
  return root
    .children!.filter((property) => nameOf(property) === 'value')
    .flatMap((property) => valueOf(property).children ?? [])
    .filter(({ type }) => type === 'object');
}

/** The properties of an object with this name, which can be repeated. */
export function propertiesOf(object: Node, name: string): Property[] {
  return object.children!.filter((property) => nameOf(property) === name);
}

export function nameOf(property: Property): unknown {
  return property.children?.[0]?.value;
}

export function valueOf(property: Property): Node {
  return property.children![1]!;
}

/** Replaces parts of a text; the rest stays as it is. @param edits in the order of the text */
export function edited(
  text: string,
  edits: readonly { at: Pick<Node, 'offset' | 'length'>; by: string }[],
): string {
  let end = 0;
  const pieces = edits.map(({ at: { offset, length }, by }) => {
    const kept = text.slice(end, offset);
    end = offset + length;
    return kept + by;
  });
  return pieces.join('') + text.slice(end);
}
