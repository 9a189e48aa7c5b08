import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { ProviderRecord } from './provider-record.ts';

const words = texts.console.providers;

export function ProviderOrigin({ built_in }: Pick<ProviderRecord, 'built_in'>) {
  return built_in ? <State word={words.catalog} /> : <State word={words.own} tone="good" />;
}
