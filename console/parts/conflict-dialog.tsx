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
  useGetRecordRepresentation,
  useNotify,
  useRecordContext,
  useRefresh,
  useResourceContext,
  useTranslateLabel,
  useUpdate,
  type TransformData,
} from 'react-admin';
import { OF_FORMS, OF_LISTS } from '../api/kept-apart.ts';
import { shapeOf } from '../api/resources.ts';
import type { ApiRecord } from '../api/records.ts';
import { texts } from '../texts/index.ts';
import { refusalOf } from './ask-first.tsx';

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
  const { attributes, relationships = {}, secrets = [] } = shapeOf(resource);
  const typesOf = new Map(Object.entries(relationships).map(([name, type]) => [`${name}_id`, type]));
  const differing = [...attributes, ...typesOf.keys()].filter(
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
        onError: (error) => notify(refusalOf(error as Error), { type: 'error' }),
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
                  <TableCell sx={VALUE}>
                    <Value type={typesOf.get(name)} value={theirs![name]} />
                  </TableCell>
                  <TableCell sx={VALUE}>
                    {secrets.includes(name) ? (
                      words.secret
                    ) : (
                      <Value type={typesOf.get(name)} value={mine[name]} />
                    )}
                  </TableCell>
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

/** A value; of what is related the name, which the id does not tell. */
function Value({ type, value }: { type: string | undefined; value: unknown }) {
  const related = type === undefined || typeof value !== 'string' ? undefined : `${type}s`;
  const nameOf = useGetRecordRepresentation(related);
  const { data } = useGetOne<ApiRecord>(
    related ?? '',
    { id: value as string, meta: OF_LISTS },
    { enabled: related !== undefined },
  );
  return <>{data === undefined ? textOf(value) || words.empty : nameOf(data)}</>;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join('\n');
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
