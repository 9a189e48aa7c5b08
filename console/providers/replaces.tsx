import { Replaces } from '../parts/replaces.tsx';
import { texts } from '../texts/index.ts';
import { useProviders } from './use-providers.ts';

/** Says that a provider with the entered ID replaces the one in the catalog. */
export function ReplacesProvider() {
  return <Replaces all={useProviders()} text={texts.console.providers.replaces} />;
}
