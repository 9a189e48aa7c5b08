import { Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import type { ReactNode } from 'react';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import {
  areaName,
  cellAt,
  columnOf,
  COLUMNS,
  doingName,
  furtherCells,
  type Cell,
  type Row,
} from './matrix.ts';

const words = texts.console.roles;

export interface MatrixProps {
  rows: Row[];
  /** Renders one permission; `labeled` if no column header names it. */
  box(cell: Cell, labeled: boolean): ReactNode;
  /** Renders a row or column of permissions, with its accessible name. */
  several?(permissions: string[], name: string, seen: string): ReactNode;
}

const TIGHT = { py: 0.25, px: 1 } as const;
const CENTER = { ...TIGHT, textAlign: 'center' } as const;

/** Areas as rows, actions as columns. */
export function PermissionTable({ rows, box, several }: MatrixProps) {
  const columnHead = (column: string) => {
    const name = fill(words.whole_column, { doing: doingName(column) });
    return several?.(columnOf(rows, column), name, doingName(column)) ?? doingName(column);
  };
  const rowHead = ({ area, cells }: Row) => {
    const name = fill(words.whole_row, { area: areaName(area) });
    return (
      several?.(
        cells.map((cell) => cell.name),
        name,
        areaName(area),
      ) ?? areaName(area)
    );
  };
  return (
    <TableContainer>
      <Table size="small" aria-label={words.matrix}>
        <TableHead>
          <TableRow>
            <TableCell sx={TIGHT}>{words.area}</TableCell>
            {COLUMNS.map((column) => (
              <TableCell key={column} sx={CENTER}>
                {columnHead(column)}
              </TableCell>
            ))}
            <TableCell sx={TIGHT}>{words.more}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.area} hover>
              <TableCell component="th" scope="row" sx={{ ...TIGHT, whiteSpace: 'nowrap' }}>
                {rowHead(row)}
              </TableCell>
              {COLUMNS.map((column) => {
                const cell = cellAt(row, column);
                return (
                  <TableCell key={column} sx={CENTER}>
                    {cell !== undefined && box(cell, false)}
                  </TableCell>
                );
              })}
              <TableCell sx={TIGHT}>{furtherCells(row).map((cell) => box(cell, true))}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}
