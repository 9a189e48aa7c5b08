import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { ScopeRecord } from './scope-record.ts';

const words = texts.console.scopes;

export function ScopeOrigin({ built_in }: Pick<ScopeRecord, 'built_in'>) {
  return built_in ? <State word={words.built_in} /> : <State word={words.own} tone="good" />;
}
