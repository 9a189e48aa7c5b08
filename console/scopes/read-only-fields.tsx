import { Alert } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { texts } from '../texts/index.ts';
import { Permits } from './permits.tsx';
import { ScopeOrigin } from './scope-origin.tsx';
import type { ScopeRecord } from './scope-record.ts';

const words = texts.console.scopes;
const { fields } = texts.resources.scopes;

/** The read-only properties of a scope. */
export function ReadOnlyFields({ withDescription = false }: { withDescription?: boolean }) {
  const scope = useRecordContext<ScopeRecord>();
  if (scope === undefined) return null;
  return (
    <>
      {scope.built_in && (
        <Alert severity="info" sx={{ mb: 2, width: '100%' }}>
          {words.built_in_help}
        </Alert>
      )}
      <Facts>
        <Fact name={fields.name}>
          <code>{scope.name}</code>
        </Fact>
        {withDescription && <Fact name={fields.description}>{scope.description}</Fact>}
        <Fact name={fields.built_in}>
          <ScopeOrigin built_in={scope.built_in} />
        </Fact>
        <Fact name={fields.permits}>
          <Permits scope={scope} />
        </Fact>
        {!scope.built_in && (
          <>
            <Fact name={fields.created_at}>
              <Moment at={scope.created_at} />
            </Fact>
            <Fact name={fields.updated_at}>
              <Moment at={scope.updated_at} />
            </Fact>
          </>
        )}
      </Facts>
    </>
  );
}
