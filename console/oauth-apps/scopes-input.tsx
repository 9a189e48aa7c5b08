import { Typography } from '@mui/material';
import { AutocompleteArrayInput, useRecordContext } from 'react-admin';
import { useWatch } from 'react-hook-form';
import { texts } from '../texts/index.ts';
import { ChoicesFailed } from '../parts/list-failed.tsx';
import { ScopeList } from '../parts/scope-list.tsx';
import { useScopes, type KnownScope } from '../parts/use-scopes.ts';

const words = texts.console.apps;

/** The scopes an app may request, chosen from those available. */
export function ScopesInput() {
  const { scopes: known, error, retry } = useScopes();
  const chosen = (useWatch({ name: 'scopes' }) ?? []) as string[];
  // Scopes the app already has stay, even if they are not listed.
  const unlisted = chosen.filter((id) => !known.some((scope) => scope.id === id));
  const choices = [...known, ...unlisted.map((id) => ({ id, description: '', built_in: false }))];
  return (
    <>
      <AutocompleteArrayInput
        source="scopes"
        choices={choices}
        optionText={<Choice />}
        inputText={(scope: KnownScope) => scope.id}
        matchSuggestion={(typed: string, { id, description }: KnownScope) =>
          `${id} ${description}`.toLowerCase().includes(typed.toLowerCase())
        }
        helperText={error === null ? words.scopes_help : <ChoicesFailed retry={retry} />}
        fullWidth
      />
      <ScopeList names={chosen} known={known} none={words.scopes_none} />
    </>
  );
}

function Choice() {
  const scope = useRecordContext<KnownScope & { id: string }>();
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      <code>{scope?.id}</code>
      <Typography component="span" variant="body2" sx={{ display: 'block', color: 'text.secondary' }}>
        {scope?.description}
      </Typography>
    </span>
  );
}
