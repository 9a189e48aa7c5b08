import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogContentText,
  DialogTitle,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
} from '@mui/material';
import type { ReactNode } from 'react';
import { texts } from '../texts/index.ts';

const words = texts.console.conflict;

/** The current value of a field, and the one in the form. */
interface Difference {
  name: string;
  label: ReactNode;
  theirs: ReactNode;
  mine: ReactNode;
}

interface Props {
  differing: Difference[];
  /** Disables the choices while the current version is loading or the choice is being sent. */
  busy: boolean;
  onBack(): void;
  onTakeTheirs(): void;
  onKeepMine(): void;
}

/** Shown when someone else saved first: lists the differences and offers the choices. */
export function ConflictQuestion({ differing, busy, onBack, onTakeTheirs, onKeepMine }: Props) {
  return (
    <Dialog open maxWidth="md" onClose={onBack} aria-labelledby="conflict-title">
      <DialogTitle id="conflict-title">{words.title}</DialogTitle>
      <DialogContent>
        <DialogContentText>{differing.length === 0 ? words.nothing : words.text}</DialogContentText>
        {differing.length > 0 && (
          <Table size="small" sx={{ mt: 2 }}>
            <TableHead>
              <TableRow>
                <TableCell>{words.field}</TableCell>
                <TableCell>{words.theirs}</TableCell>
                <TableCell>{words.mine}</TableCell>
              </TableRow>
            </TableHead>
            <TableBody>
              {differing.map(({ name, label, theirs, mine }) => (
                <TableRow key={name}>
                  <TableCell component="th" scope="row">
                    {label}
                  </TableCell>
                  <TableCell sx={VALUE}>{theirs}</TableCell>
                  <TableCell sx={VALUE}>{mine}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onBack}>{words.back}</Button>
        <Button onClick={onTakeTheirs} disabled={busy}>
          {words.take_theirs}
        </Button>
        <Button variant="contained" onClick={onKeepMine} disabled={busy}>
          {words.keep_mine}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const VALUE = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', verticalAlign: 'top' } as const;

/** A value, rendered by its type. */
export function conflictText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
