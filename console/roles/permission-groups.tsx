import { Box, Typography } from '@mui/material';
import { Fragment, type ReactNode } from 'react';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { areaName, columnOf, COLUMNS, doingName } from './matrix.ts';
import type { MatrixProps } from './permission-table.tsx';

const words = texts.console.roles;

/** The matrix without columns, for narrow screens: each area is a group. */
export function PermissionGroups({ rows, box, several }: MatrixProps) {
  return (
    <Box role="group" aria-label={words.matrix}>
      {several !== undefined && (
        <Group name={words.everywhere}>
          {COLUMNS.map((column) => {
            const name = fill(words.whole_column, { doing: doingName(column) });
            return (
              <Fragment key={column}>{several(columnOf(rows, column), name, doingName(column))}</Fragment>
            );
          })}
        </Group>
      )}
      {rows.map(({ area, cells }) => (
        <Group key={area} name={areaName(area)}>
          {cells.length > 1 &&
            several?.(
              cells.map((cell) => cell.name),
              fill(words.whole_row, { area: areaName(area) }),
              words.everything,
            )}
          {cells.map((cell) => box(cell, true))}
        </Group>
      ))}
    </Box>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Box
      component="fieldset"
      sx={{ border: 0, borderTop: 1, borderColor: 'divider', m: 0, px: 0, pt: 1, pb: 1.5, minWidth: 0 }}
    >
      <Typography component="legend" sx={{ fontWeight: 650, pr: 1 }}>
        {name}
      </Typography>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}>{children}</Box>
    </Box>
  );
}
