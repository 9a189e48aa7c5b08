import { Box, Typography } from '@mui/material';
import type { KnownScope } from './use-scopes.ts';

interface Props {
  names: readonly string[];
  known: readonly KnownScope[];
  /** Shown if there are no scopes. */
  none: string;
}

/** Scopes with their descriptions. */
export function ScopeList({ names, known, none }: Props) {
  if (names.length === 0) return <Typography sx={{ color: 'text.secondary' }}>{none}</Typography>;
  return (
    <Box component="ul" sx={{ m: 0, mb: 1, pl: 2.5, overflowWrap: 'anywhere' }}>
      {names.map((name) => {
        const description = known.find(({ id }) => id === name)?.description;
        return (
          <li key={name}>
            {description} <code>{name}</code>
          </li>
        );
      })}
    </Box>
  );
}
