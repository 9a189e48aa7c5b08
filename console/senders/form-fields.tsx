import ExampleIcon from '@mui/icons-material/PostAdd';
import { Box, Button } from '@mui/material';
import { required, TextInput } from 'react-admin';
import { SENDER_FIELDS } from '../api/resources.ts';
import { fill } from '../parts/fill.ts';
import { JsonInput } from '../parts/json-input.tsx';
import { withJson } from '../parts/with-json.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.senders;
const { fields } = texts.resources.senders;

/** The attributes a form sends. */
export const withSettings = withJson('settings');

/** A sender that signs the body, with a sample that is signed with its secret. */
const EXAMPLE = {
  registration: { steps: ['Enter the endpoint in the settings of the shop.'] },
  config_services: {
    webhook_event_verification: {
      type: 'hmac',
      header: 'Acme-Signature',
      algorithm: 'sha256',
      encoding: 'hex',
      signed: '{body}',
    },
    webhook_parser: { type: 'jsonata', format: 'json', expression: '{"type": body.event, "id": body.id}' },
  },
  samples: [
    {
      type: 'order.created',
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Acme-Signature': '91d36a5575a5f75d17247ee3ac162eb5cfa05145bc08ef62536cfa6a1c628eaf',
      },
      body: '{"event":"order.created","id":"17"}',
      secret: 'sample-secret',
    },
  ],
};

export function NameInput({ onText }: { onText?(name: string): void }) {
  return (
    <TextInput
      source="name"
      validate={required()}
      helperText={words.name_help}
      autoComplete="off"
      fullWidth
      {...(onText !== undefined && {
        onChange: (event: { target: { value: string } }) => onText(event.target.value),
      })}
    />
  );
}

/** The texts of a preset, and everything else as JSON. */
export function SenderFields() {
  return (
    <>
      <TextInput source="documentation_url" helperText={false} autoComplete="off" fullWidth />
      <TextInput
        source="secret_description"
        helperText={words.secret_description_help}
        autoComplete="off"
        fullWidth
      />
      <TextInput source="notes" helperText={false} multiline fullWidth />
      <JsonInput
        source="settings"
        label={fields.settings}
        help={words.settings_help}
        check={(settings) =>
          SENDER_FIELDS.filter((name) => name in settings)
            .map((name) => `/${name}: ${fill(words.has_field, { name })}`)
            .join('\n')
        }
      >
        {({ text, change }) =>
          ['', '{}'].includes(text.trim()) && (
            <Box sx={{ mb: 1.5 }}>
              <Button
                startIcon={<ExampleIcon />}
                variant="outlined"
                onClick={() => change(JSON.stringify(EXAMPLE, null, 2))}
              >
                {words.insert_example}
              </Button>
            </Box>
          )
        }
      </JsonInput>
    </>
  );
}
