import { Alert, Box, FormHelperText, Typography, useMediaQuery, type Theme } from '@mui/material';
import { useMemo } from 'react';
import { useInput, useTranslate } from 'react-admin';
import { useCurrentUser } from '../current-user.ts';
import { errorText } from '../parts/error-text.ts';
import { LoadFailed } from '../parts/list-failed.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { cellName, placeOf, rowsOf, type Permission } from './matrix.ts';
import { PermissionBox, SeveralBox, type Selection } from './permission-boxes.tsx';
import { PermissionGroups } from './permission-groups.tsx';
import { PermissionTable, type MatrixProps } from './permission-table.tsx';
import { useCatalog } from './use-catalog.ts';

const words = texts.console.roles;

/** The permissions of a role as a matrix of checkboxes. */
export function PermissionInput({ source }: { source: string }) {
  const { catalog, error, retry } = useCatalog();
  if (catalog !== undefined) return <Matrix source={source} catalog={catalog} />;
  return error !== null && <LoadFailed error={error} retry={retry} />;
}

function Matrix({ source, catalog }: { source: string; catalog: Permission[] }) {
  const { field, fieldState } = useInput<string[]>({ source, defaultValue: [] });
  const currentUser = useCurrentUser();
  const translate = useTranslate();
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down('md'));
  const rows = useMemo(() => rowsOf(catalog), [catalog]);
  const selected = new Set<string>(field.value);
  const selection: Selection = {
    selected,
    canGrant: (permission) => currentUser.permissions.has(permission),
    set(permissions, on) {
      const changed = new Set(selected);
      for (const permission of permissions) {
        if (on) changed.add(permission);
        else changed.delete(permission);
      }
      // Keep a fixed order, so that selecting and deselecting leaves no change.
      const known = catalog.map(({ name }) => name).filter((name) => changed.has(name));
      field.onChange([...known, ...[...changed].filter((name) => !known.includes(name))]);
    },
  };
  const parts: MatrixProps = {
    rows,
    box: (cell, labeled) => (
      <PermissionBox key={cell.name} cell={cell} selection={selection} labeled={labeled} />
    ),
    several: (permissions, name, seen) => (
      <SeveralBox permissions={permissions} name={name} seen={seen} selection={selection} />
    ),
  };
  const locked = catalog.some(({ name }) => !selection.canGrant(name));
  return (
    <Box component="section" aria-labelledby="matrix-title" sx={{ width: '100%', my: 2 }}>
      <Typography id="matrix-title" component="h2" variant="h6">
        {words.matrix}
      </Typography>
      <Typography sx={{ color: 'text.secondary' }} variant="body2" gutterBottom aria-live="polite">
        {selected.size === 0
          ? words.none
          : translate('console.roles.chosen', { smart_count: selected.size, all: catalog.length })}
      </Typography>
      {fieldState.error !== undefined && (
        <Alert severity="error" role="alert" tabIndex={-1} data-fault={words.matrix} sx={{ my: 1 }}>
          {refusal(errorText(fieldState.error.message), field.value)}
        </Alert>
      )}
      {narrow ? <PermissionGroups {...parts} /> : <PermissionTable {...parts} />}
      {locked && <FormHelperText>{words.locked}</FormHelperText>}
    </Box>
  );
}

/** The API points at an index in the list, which the form does not show: name the permission instead. */
function refusal(message: string, permissions: string[]): string {
  const places = [...message.matchAll(/^\/(\d+): /gm)].map(([, index]) => permissions[Number(index)]);
  if (places.length === 0) return message;
  const names = places.flatMap((permission) =>
    permission === undefined ? [] : cellName(placeOf(permission)),
  );
  return fill(words.refused, { permissions: names.join(', ') });
}
