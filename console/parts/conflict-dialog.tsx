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
import { useFormContext } from 'react-hook-form';
import {
  useGetOne,
  useNotify,
  useRecordContext,
  useRefresh,
  useResourceContext,
  useTranslateLabel,
  useUpdate,
  type TransformData,
} from 'react-admin';
import { OF_FORMS } from '../api/kept-apart.ts';
import { shapeOf } from '../api/resources.ts';
import type { ApiRecord } from '../api/records.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.conflict;

interface Props {
  transform: TransformData | undefined;
  onClose(): void;
}

/** Somebody was faster. Shows what differs, and leaves the choice; the form stays as it was typed. */
export function ConflictDialog({ transform, onClose }: Props) {
  const resource = useResourceContext()!;
  const record = useRecordContext<ApiRecord>()!;
  const { getValues, reset } = useFormContext();
  const label = useTranslateLabel();
  const notify = useNotify();
  const refresh = useRefresh();
  // Under a key of its own: as the record of the page it would fill the form anew.
  const { data: theirs } = useGetOne<ApiRecord>(
    resource,
    { id: record.id, meta: { conflict: record._etag } },
    { gcTime: 0 },
  );
  const [update, { isPending }] = useUpdate<ApiRecord>();

  const values = getValues();
  const mine = (transform === undefined ? values : transform(values)) as Record<string, unknown>;
  const differing = shapeOf(resource).attributes.filter(
    (name) => theirs !== undefined && mine[name] !== undefined && textOf(mine[name]) !== textOf(theirs[name]),
  );

  async function keepMine() {
    await update(
      resource,
      { id: record.id, data: mine, previousData: theirs, meta: OF_FORMS },
      {
        returnPromise: true,
        onSuccess: (saved) => {
          reset(saved);
          notify(texts.console.saved, { type: 'success' });
        },
        onError: (error) => notify((error as Error).message, { type: 'error' }),
      },
    ).catch(() => undefined);
    onClose();
  }

  function takeTheirs() {
    reset(theirs);
    refresh();
    onClose();
  }

  return (
    <Dialog open maxWidth="md" onClose={onClose} aria-labelledby="conflict-title">
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
              {differing.map((name) => (
                <TableRow key={name}>
                  <TableCell component="th" scope="row">
                    {label({ source: name, resource })}
                  </TableCell>
                  <TableCell sx={VALUE}>{textOf(theirs![name]) || words.empty}</TableCell>
                  <TableCell sx={VALUE}>{textOf(mine[name]) || words.empty}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </DialogContent>
      <DialogActions sx={{ flexWrap: 'wrap' }}>
        <Button onClick={onClose}>{words.back}</Button>
        <Button onClick={takeTheirs} disabled={theirs === undefined}>
          {words.take_theirs}
        </Button>
        <Button
          variant="contained"
          onClick={() => void keepMine()}
          disabled={theirs === undefined || isPending}
        >
          {words.keep_mine}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const VALUE = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', verticalAlign: 'top' } as const;

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
