import CheckIcon from '@mui/icons-material/Check';
import { Box, useMediaQuery, type Theme } from '@mui/material';
import { useMemo } from 'react';
import { LoadFailed } from '../parts/list-failed.tsx';
import { texts } from '../texts/index.ts';
import { doingName, rowsOf, type Cell } from './matrix.ts';
import { PermissionGroups } from './permission-groups.tsx';
import { PermissionTable, type MatrixProps } from './permission-table.tsx';
import { useCatalog } from './use-catalog.ts';

const words = texts.console.roles;

/** The permissions of a role, read-only. */
export function MarkedMatrix({ permissions }: { permissions: readonly string[] }) {
  const { catalog, error, retry } = useCatalog();
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  const rows = useMemo(() => rowsOf(catalog ?? []), [catalog]);
  if (catalog === undefined) return error !== null && <LoadFailed error={error} retry={retry} />;
  const box = (cell: Cell, labeled: boolean) => {
    const may = permissions.includes(cell.name);
    return (
      <Box
        key={cell.name}
        component="span"
        title={cell.description}
        sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, mr: labeled ? 1.5 : 0 }}
      >
        <Mark may={may} />
        {labeled && <Box component="span">{doingName(cell.doing)}</Box>}
      </Box>
    );
  };
  const parts: MatrixProps = { rows, box };
  return narrow ? <PermissionGroups {...parts} /> : <PermissionTable {...parts} />;
}

/** Allowed or not: an icon with a text alternative. */
export function Mark({ may }: { may: boolean }) {
  return may ? (
    <CheckIcon
      color="success"
      titleAccess={words.allowed}
      sx={{ fontSize: '1.125rem', verticalAlign: 'text-bottom' }}
    />
  ) : (
    <Box component="span" role="img" aria-label={words.not_allowed} sx={{ color: 'text.secondary', px: 0.5 }}>
      –
    </Box>
  );
}
