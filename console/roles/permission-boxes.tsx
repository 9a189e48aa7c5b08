import { Checkbox, FormControlLabel } from '@mui/material';
import { cellName, doingName, type Cell } from './matrix.ts';

/** What is ticked in a matrix, and what may be. */
export interface Ticks {
  ticked: ReadonlySet<string>;
  /** Nobody can give what they do not have. */
  mayGive(permission: string): boolean;
  set(permissions: string[], on: boolean): void;
}

const SMALL = { p: 0.5 } as const;
const LABEL = { mr: 1, ml: -0.5, '& .MuiFormControlLabel-label': { fontSize: '0.875rem' } } as const;

export function PermissionBox({ cell, ticks, labelled }: { cell: Cell; ticks: Ticks; labelled: boolean }) {
  const box = (
    <Checkbox
      size="small"
      sx={SMALL}
      checked={ticks.ticked.has(cell.name)}
      disabled={!ticks.mayGive(cell.name)}
      onChange={(_, on) => ticks.set([cell.name], on)}
      slotProps={{ input: { 'aria-label': cellName(cell), title: cell.description } }}
    />
  );
  return labelled ? <FormControlLabel sx={LABEL} control={box} label={doingName(cell.doing)} /> : box;
}

interface Several {
  permissions: string[];
  /** What all of these are, for whoever does not see where the box stands. */
  name: string;
  seen: string;
  ticks: Ticks;
}

/** Ticks a row or a column at once, as far as the person may give it. */
export function SeveralBox({ permissions, name, seen, ticks }: Several) {
  const givable = permissions.filter(ticks.mayGive);
  const on = givable.filter((permission) => ticks.ticked.has(permission)).length;
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
          onChange={() => ticks.set(givable, !all)}
          slotProps={{ input: { 'aria-label': name } }}
        />
      }
    />
  );
}
