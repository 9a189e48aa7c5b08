import ExampleIcon from '@mui/icons-material/PostAdd';
import { Box, Button } from '@mui/material';
import { useFormContext } from 'react-hook-form';
import { PROVIDER_FIELDS } from '../api/resources.ts';
import { fill } from '../parts/fill.ts';
import { JsonInput } from '../parts/json-input.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.providers;

/** What providers of each authentication type usually need besides the fields of the form. */
const EXAMPLES: Readonly<Record<string, object>> = {
  oauth2: {
    documentation_url: 'https://acme.example/docs',
    registration: {
      url: 'https://acme.example/developers',
      steps: ['Create an app with your redirect URI.', 'Copy its client ID and client secret.'],
    },
    scopes: [{ name: 'contacts.read', description: 'Read contacts' }],
    userinfo_url: 'https://acme.example/userinfo',
    user_id_expression: 'sub',
  },
  oauth1: {
    documentation_url: 'https://acme.example/docs',
    oauth1: { request_token_url: 'https://acme.example/request_token', signature_method: 'HMAC-SHA1' },
  },
  api_key: {
    base_uri: 'https://api.acme.example',
    api_key: { label: 'API key', where: 'under Settings and API keys' },
    request: { in: 'header', name: 'X-Api-Key' },
  },
  basic: {
    base_uri: 'https://api.acme.example',
    basic: { username: 'Username', password: 'Password', where: 'under Settings' },
  },
};

/** All settings without a field of their own, as JSON. */
export function SettingsInput() {
  const insertExample = useExample();
  return (
    <JsonInput
      source="settings"
      label={texts.resources.providers.fields.settings}
      help={words.settings_help}
      minRows={5}
      isOptional
      check={(settings) =>
        PROVIDER_FIELDS.filter((name) => name in settings)
          .map((name) => `/${name}: ${fill(words.has_field, { name })}`)
          .join('\n')
      }
    >
      {({ text }) =>
        text.trim() === '' && (
          <Box sx={{ mb: 1.5 }}>
            <Button startIcon={<ExampleIcon />} variant="outlined" onClick={insertExample}>
              {words.insert_example}
            </Button>
          </Box>
        )
      }
    </JsonInput>
  );
}

/** Fills the settings with an example for the chosen authentication type, unless something was entered. */
export function useExample(): () => void {
  const { getValues, setValue } = useFormContext();
  return () => {
    const [entered, type] = getValues(['settings', 'authentication_type']) as [unknown, string | null];
    if (!isEmpty(entered)) return;
    setValue('settings', JSON.stringify(EXAMPLES[type ?? 'oauth2'], null, 2), { shouldDirty: true });
  };
}

function isEmpty(settings: unknown): boolean {
  if (typeof settings === 'string') return settings.trim() === '';
  return Object.keys(settings ?? {}).length === 0;
}
