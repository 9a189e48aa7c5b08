import { texts } from '../texts/index.ts';

const { first, second } = texts.console.apps.offered_names;

/** A name to begin with: "Quiet Lantern 42". */
export function offeredName(): string {
  const [one = 0, two = 0, three = 0] = crypto.getRandomValues(new Uint32Array(3));
  return `${first[one % first.length]} ${second[two % second.length]} ${10 + (three % 90)}`;
}
