import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.senders;

export function SenderOrigin({ built_in }: { built_in: boolean }) {
  return built_in ? <State word={words.built_in} /> : <State word={words.own} tone="good" />;
}
