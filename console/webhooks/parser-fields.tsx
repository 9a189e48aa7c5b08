import { required, SelectInput, TextInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { texts } from '../texts/index.ts';
import { GroupErrors } from './group-errors.tsx';
import { MONOSPACE_INPUT } from '../monospace.ts';

const words = texts.console.webhooks.parsers;

const FORMATS = (['json', 'ndjson', 'cloudevents', 'form', 'slack', 'xml'] as const).map((id) => ({
  id,
  name: words.formats[id],
}));

interface Props {
  source: string;
  label: string;
  help?: string;
  /** Whether a credential may provide a parser if the webhook has none. */
  byCredential: boolean;
}

/** The settings of a body parser. */
export function ParserFields({ source, label, help, byCredential }: Props) {
  const type: unknown = useWatch({ name: `${source}.type` });
  return (
    <>
      <SelectInput
        source={`${source}.type`}
        label={label}
        choices={[
          { id: 'none', name: byCredential ? words.none_despite_credential : words.none },
          { id: 'jsonata', name: words.jsonata },
        ]}
        emptyText={byCredential ? words.of_credential : words.nothing}
        helperText={help ?? false}
        fullWidth
      />
      <GroupErrors source={source} />
      {type === 'jsonata' && (
        <>
          <SelectInput
            source={`${source}.format`}
            label={words.format}
            choices={FORMATS}
            validate={required()}
            helperText={false}
            fullWidth
          />
          <TextInput
            source={`${source}.expression`}
            label={words.expression}
            multiline
            minRows={3}
            helperText={words.expression_help}
            fullWidth
            slotProps={MONOSPACE_INPUT}
          />
        </>
      )}
    </>
  );
}
