import { Alert, Button } from '@mui/material';
import { PasswordInput, required, SelectInput, TextInput } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { Link } from 'react-router-dom';
import { RecordInput } from '../parts/record-input.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { CredentialInput } from './credential-input.tsx';
import { flowWithState } from './flow-with-state.ts';
import { GroupErrors } from './group-errors.tsx';
import { HandshakeInput } from './handshake-input.tsx';
import { OVERLAPS } from './overlaps.ts';
import { ParserFields } from './parser-fields.tsx';
import { VerificationFields } from './verification-fields.tsx';
import { needsSecret, SCHEMES, setsSecret, type SchemeName } from './webhook-record.ts';

const words = texts.console.webhooks;

const VERIFICATION = 'config_services.webhook_event_verification';
const SENDERS = SCHEMES.map((id) => ({ id, name: words.schemes[id] }));

/** Verifications of senders that show the secret only once they have the endpoint. */
const SHOWS_SECRET_LATE: readonly unknown[] = ['stripe', 'standard_webhooks', 'hmac', 'public_key'];

interface Form {
  authentication?: 'oauth2' | 'signature';
  credential_id?: string | null;
  has_secret?: boolean;
  secret?: string | null;
  has_decryption_key?: boolean;
  config_services?: {
    webhook_event_verification?: { type?: SchemeName | null; jwks_url?: string | null } | null;
    webhook_handshake?: { type?: string | null } | null;
  };
}

/** The name, and the flow the webhook starts. */
export function NameAndFlow() {
  return (
    <>
      <TextInput source="name" validate={required()} helperText={false} fullWidth />
      <RecordInput
        source="flow_id"
        resource="flows"
        sort="name"
        label={texts.resources.webhooks.fields.flow_id}
        nameOf={flowWithState}
        help={words.flow_help}
        isRequired
        whenNone={<NoFlow />}
      />
    </>
  );
}

function NoFlow() {
  const mayAdd = useMay()('flows', 'create');
  return (
    <Alert
      severity="info"
      sx={{ width: '100%' }}
      action={
        mayAdd && (
          <Button color="inherit" component={Link} to="/flows/create">
            {texts.console.flows.new}
          </Button>
        )
      }
    >
      {texts.console.flows.empty}
    </Alert>
  );
}

/**
 * The credential used for defaults, and the authentication of senders. Only the fields of the chosen method are shown.
 */
export function AuthenticationFields({ isNew = false }: { isNew?: boolean }) {
  const form = useWatch<Form>() as Form;
  if (form.authentication !== 'signature') return <CredentialInput />;
  const scheme = form.config_services?.webhook_event_verification?.type ?? undefined;
  const byCredential = typeof form.credential_id === 'string' && form.credential_id !== '';
  const byHandshake = setsSecret(form.config_services?.webhook_handshake);
  return (
    <>
      <CredentialInput />
      <SelectInput
        source={`${VERIFICATION}.type`}
        label={words.sender}
        choices={SENDERS}
        {...(byCredential ? { emptyText: words.of_credential } : { validate: required() })}
        helperText={scheme === undefined ? words.sender_help : words.set_up[scheme]}
        fullWidth
      />
      <GroupErrors source="config_services" />
      <GroupErrors source={VERIFICATION} />
      {scheme !== undefined && <VerificationFields source={VERIFICATION} type={scheme} />}
      <HandshakeInput />
      <PasswordInput
        source="secret"
        {...(isNew &&
          !byCredential &&
          !byHandshake &&
          !SHOWS_SECRET_LATE.includes(scheme) &&
          needsSecret(form.config_services?.webhook_event_verification) && { validate: required() })}
        helperText={[
          scheme === undefined ? '' : words.secrets[scheme],
          secretHelp(form, { isNew, byHandshake, byCredential }),
        ]
          .join(' ')
          .trim()}
        autoComplete="new-password"
        fullWidth
      />
      {scheme === 'microsoft_graph' && (
        <PasswordInput
          source="decryption_key"
          helperText={[
            words.decryption_key_help,
            form.has_decryption_key === true ? words.decryption_key_keep : '',
          ]
            .join(' ')
            .trim()}
          autoComplete="new-password"
          fullWidth
        />
      )}
      {form.has_secret === true && typeof form.secret === 'string' && form.secret !== '' && (
        <SelectInput
          source="secret_overlap"
          choices={OVERLAPS}
          defaultValue={0}
          validate={required()}
          helperText={words.secret_overlap_help}
          fullWidth
        />
      )}
    </>
  );
}

function secretHelp(
  { has_secret, config_services }: Form,
  { isNew, byHandshake, byCredential }: { isNew: boolean; byHandshake: boolean; byCredential: boolean },
): string {
  if (has_secret === true) return words.secret_keep;
  if (byHandshake) return words.secret_by_handshake;
  if (byCredential) return words.secret_or_credential;
  const { type } = config_services?.webhook_event_verification ?? {};
  return isNew && SHOWS_SECRET_LATE.includes(type) ? words.secret_later : '';
}

/** How the body is parsed. */
export function ParsingFields() {
  const { authentication, credential_id } = useWatch<Form>() as Form;
  const byCredential = typeof credential_id === 'string' && credential_id !== '';
  return (
    <>
      <ParserFields source="config_services.webhook_parser" label={words.parser} {...{ byCredential }} />
      {authentication === 'signature' && (
        <ParserFields
          source="config_services.action_callback_parser"
          label={words.action_parser}
          help={words.action_parser_help}
          {...{ byCredential }}
        />
      )}
    </>
  );
}
