import { texts } from '../texts/index.ts';

const { first, second } = texts.console.apps.suggested_names;

/** Suggests a name such as "Quiet Lantern 42". */
export function suggestedName(): string {
  const [one = 0, two = 0, three = 0] = crypto.getRandomValues(new Uint32Array(3));
  return `${first[one % first.length]} ${second[two % second.length]} ${10 + (three % 90)}`;
}
