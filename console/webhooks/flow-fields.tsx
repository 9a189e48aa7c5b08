import { Box, Button, Typography } from '@mui/material';
import { TextInput } from 'react-admin';
import { useFieldArray } from 'react-hook-form';
import { RecordInput } from '../parts/record-input.tsx';
import { Section } from '../parts/section.tsx';
import { texts } from '../texts/index.ts';
import { flowWithState } from './flow-with-state.ts';
import { GroupErrors } from './group-errors.tsx';
import { MONOSPACE_INPUT } from '../monospace.ts';

const words = texts.console.webhooks.flows;

const MAX_FLOWS = 20;

/** Which events the webhook's own flow receives, and the flows that receive events in addition. */
export function FlowFields() {
  const { fields, append, remove } = useFieldArray({ name: 'additional_flows' });
  return (
    <>
      <FilterFields source="filter" help={words.filter_help} />
      <Section title={words.additional}>
        <Typography variant="body2" sx={{ mb: 1 }}>
          {words.additional_help}
        </Typography>
        {fields.map(({ id }, index) => (
          <Box key={id} role="group" aria-label={words.additional_one} sx={{ width: '100%', mb: 2 }}>
            <RecordInput
              source={`additional_flows.${index}.flow_id`}
              resource="flows"
              sort="name"
              label={words.additional_one}
              nameOf={flowWithState}
              isRequired
            />
            <FilterFields source={`additional_flows.${index}.filter`} help={words.filter_help_additional} />
            <Button onClick={() => remove(index)}>{words.remove}</Button>
          </Box>
        ))}
        {fields.length < MAX_FLOWS && (
          <Button variant="outlined" sx={{ mb: 2 }} onClick={() => append({ flow_id: null })}>
            {words.add}
          </Button>
        )}
      </Section>
    </>
  );
}

function FilterFields({ source, help }: { source: string; help: string }) {
  return (
    <>
      <GroupErrors source={source} />
      <TextInput
        source={`${source}.types`}
        label={words.types}
        format={(types: unknown) => (Array.isArray(types) ? types.join(', ') : (types ?? ''))}
        helperText={help}
        fullWidth
      />
      <TextInput
        source={`${source}.expression`}
        label={words.expression}
        multiline
        helperText={words.expression_help}
        fullWidth
        slotProps={MONOSPACE_INPUT}
      />
    </>
  );
}
