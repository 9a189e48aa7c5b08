import { Checkbox, FormControlLabel } from '@mui/material';
import { cellName, doingName, type Cell } from './matrix.ts';

/** The permissions selected in a matrix, and those that can be. */
export interface Selection {
  selected: ReadonlySet<string>;
  /** Users cannot grant permissions they do not have. */
  canGrant(permission: string): boolean;
  set(permissions: string[], on: boolean): void;
}

const SMALL = { p: 0.5 } as const;
const LABEL = { mr: 1, ml: -0.5, '& .MuiFormControlLabel-label': { fontSize: '0.875rem' } } as const;

export function PermissionBox({
  cell,
  selection,
  labeled,
}: {
  cell: Cell;
  selection: Selection;
  labeled: boolean;
}) {
  const box = (
    <Checkbox
      size="small"
      sx={SMALL}
      checked={selection.selected.has(cell.name)}
      disabled={!selection.canGrant(cell.name)}
      onChange={(_, on) => selection.set([cell.name], on)}
      slotProps={{ input: { 'aria-label': cellName(cell), title: cell.description } }}
    />
  );
  return labeled ? <FormControlLabel sx={LABEL} control={box} label={doingName(cell.doing)} /> : box;
}

interface Several {
  permissions: string[];
  /** Accessible name of the group, for screen readers. */
  name: string;
  seen: string;
  selection: Selection;
}

/** Selects a whole row or column, as far as the user may grant it. */
export function SeveralBox({ permissions, name, seen, selection }: Several) {
  const givable = permissions.filter(selection.canGrant);
  const on = givable.filter((permission) => selection.selected.has(permission)).length;
  const all = givable.length > 0 && on === givable.length;
  return (
    <FormControlLabel
      sx={{ ...LABEL, '& .MuiFormControlLabel-label': { fontSize: '0.875rem', fontWeight: 650 } }}
      label={seen}
      control={
        <Checkbox
          size="small"
          sx={SMALL}
          checked={all}
          indeterminate={on > 0 && !all}
          disabled={givable.length === 0}
          onChange={() => selection.set(givable, !all)}
          slotProps={{ input: { 'aria-label': name } }}
        />
      }
    />
  );
}
