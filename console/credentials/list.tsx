import { Box, Typography } from '@mui/material';
import { DataTable } from 'react-admin';
import { Navigate, useSearchParams } from 'react-router-dom';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { texts } from '../texts/index.ts';
import { Attention } from './attention.tsx';
import { pathAfterConnecting } from './connect/path-after-connecting.ts';
import type { CredentialRecord } from './credential-record.ts';
import { CredentialState } from './credential-state.tsx';
import { Initials, type Badge } from '../parts/initials.tsx';
import { useBadge, useIntegrationName } from './integration-name.ts';
import { reasonOf } from './reasons.ts';
import { TokenSpan } from './token-span.tsx';

const words = texts.console.credentials;

const FILTERS = [
  ...(['connected', 'needs_reauthorization', 'error', 'pending'] as const).map((state) => ({
    label: words.states[state],
    filter: { state },
  })),
  { label: words.states.no_working_token, filter: { condition: 'no_working_token' } },
  { label: words.ends_soon, filter: { condition: 'ends_soon' } },
];

export default function CredentialList() {
  const back = pathAfterConnecting(useSearchParams()[0]);
  const integrationOf = useIntegrationName();
  const badgeOf = useBadge();
  if (back !== undefined) return <Navigate to={back} replace />;
  return (
    <>
      <Attention />
      <ListPage
        sort={{ field: 'name', order: 'ASC' }}
        opens="show"
        action={words.new}
        searched
        filters={<FilterToggles choices={FILTERS} />}
        empty={
          <Empty
            title={words.empty}
            text={words.empty_text}
            readOnly={words.empty_read_only}
            action={words.new}
          />
        }
      >
        <DataTable.Col
          source="name"
          render={(credential: CredentialRecord) => (
            <Named name={credential.name} badge={badgeOf(credential)} />
          )}
        />
        <DataTable.Col
          source="integration"
          disableSort
          sx={WIDE_TEXT}
          render={(credential: CredentialRecord) => integrationOf(credential)}
        />
        <DataTable.Col
          source="state"
          disableSort
          render={(credential: CredentialRecord) => <StateAndReason {...credential} />}
        />
        <DataTable.Col source="external_user_id" disableSort sx={WIDE_TEXT} />
        <DataTable.Col
          source="token"
          label={words.token}
          disableSort
          sx={{ ...ON_WIDE_SCREENS, whiteSpace: 'nowrap' }}
          render={(credential: CredentialRecord) => <TokenSpan {...credential} />}
        />
      </ListPage>
    </>
  );
}

/** Only words that are too long are broken. */
const WIDE_TEXT = { ...ON_WIDE_SCREENS, minWidth: '8.75rem', overflowWrap: 'anywhere' };

function Named({ name, badge }: { name: string; badge: Badge }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, minWidth: 0 }}>
      <Initials {...badge} />
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere', fontWeight: 600 }}>{name}</Box>
    </Box>
  );
}

function StateAndReason(credential: CredentialRecord) {
  const reason = credential.state === 'pending' ? undefined : reasonOf(credential);
  const why = reason === undefined ? credential.state_reason : words.reasons[reason].what;
  return (
    <>
      <CredentialState {...credential} />
      {why !== null && (
        <Typography
          variant="body2"
          sx={{ color: 'text.secondary', mt: 0.5, maxWidth: '22rem', overflowWrap: 'anywhere' }}
        >
          {why}
        </Typography>
      )}
    </>
  );
}
