import { Alert, Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { RecordInput } from '../parts/record-input.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.clients;

/** Components that need an OAuth client and have none. */
const NEEDS_CLIENT = { usable: false };

/** Picks one of the components that need an OAuth client. */
export function ComponentInput() {
  return (
    <RecordInput
      source="component_id"
      resource="components"
      sort="name"
      filter={NEEDS_CLIENT}
      label={texts.resources['oauth-clients'].fields.component_id}
      nameOf={({ name }) => String(name)}
      help={words.component_help}
      isRequired
      whenNone={<NoComponent />}
    />
  );
}

function NoComponent() {
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
