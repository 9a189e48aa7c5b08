import { StartFrom } from '../parts/start-from.tsx';
import { texts } from '../texts/index.ts';
import { copyOf, type ProviderRecord } from './provider-record.ts';

const words = texts.console.providers;

/** Fills the form with the settings of another provider. Name and ID stay as entered. */
export function StartFromProvider() {
  return (
    <StartFrom<ProviderRecord>
      resource="providers"
      label={words.start_from}
      help={words.start_from_help}
      notCopied={words.not_copied}
      valuesOf={(provider) => {
        const { name: _, ...values } = copyOf(provider);
        return values;
      }}
    />
  );
}
