import { Alert, Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { RecordInput } from '../parts/record-input.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.clients;

/** Those that wait for a client. */
const WAITING = { usable: false };

/** One of the components that wait for a client. */
export function ComponentInput() {
  return (
    <RecordInput
      source="component_id"
      resource="components"
      sort="name"
      filter={WAITING}
      label={texts.resources['oauth-clients'].fields.component_id}
      nameOf={({ name }) => String(name)}
      help={words.component_help}
      isRequired
      whenNone={<NoneWaits />}
    />
  );
}

function NoneWaits() {
  return (
    <Alert
      severity="info"
      sx={{ mb: 2, width: '100%' }}
      action={
        <Button color="inherit" component={Link} to="/components">
          {words.to_components}
        </Button>
      }
    >
      <strong>{words.no_component}</strong> {words.no_component_text}
    </Alert>
  );
}
