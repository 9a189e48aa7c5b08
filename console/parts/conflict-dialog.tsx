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
import { FORM_META, LIST_META } from '../api/cache-metas.ts';
import { shapeOf } from '../api/resources.ts';
import type { ApiRecord } from '../api/records.ts';
import { texts } from '../texts/index.ts';
import { errorMessageOf } from './confirm-button.tsx';
import { ConflictQuestion, conflictText } from './conflict-question.tsx';

const words = texts.console.conflict;

interface Props {
  transform: TransformData | undefined;
  onClose(): void;
}

/**
 * Shown when someone else saved first: lists the differences and offers the choices. The form keeps what was entered.
 */
export function ConflictDialog({ transform, onClose }: Props) {
  const resource = useResourceContext()!;
  const record = useRecordContext<ApiRecord>()!;
  const { getValues, reset } = useFormContext();
  const label = useTranslateLabel();
  const notify = useNotify();
  const refresh = useRefresh();
  // Uses a separate query key: under the record's own key, the result would refill the form.
  const { data: theirs } = useGetOne<ApiRecord>(
    resource,
    { id: record.id, meta: { conflict: record._etag } },
    { gcTime: 0 },
  );
  const [update, { isPending }] = useUpdate<ApiRecord>();

  const values = getValues();
  const whole = (transform === undefined ? values : transform(values)) as Record<string, unknown>;
  // Fields not changed here keep their current values.
  const mine = Object.fromEntries(
    Object.entries(whole).filter(([name, value]) => conflictText(value) !== conflictText(record[name])),
  );
  const { attributes, relationships = {}, secrets = [] } = shapeOf(resource);
  const typesOf = new Map(Object.entries(relationships).map(([name, type]) => [`${name}_id`, type]));
  const differing = [...attributes, ...typesOf.keys()].filter(
    (name) =>
      theirs !== undefined &&
      mine[name] !== undefined &&
      conflictText(mine[name]) !== conflictText(theirs[name]),
  );

  async function keepMine() {
    await update(
      resource,
      { id: record.id, data: mine, meta: FORM_META, ...(theirs !== undefined && { previousData: theirs }) },
      {
        returnPromise: true,
        onSuccess: (saved) => {
          reset(saved);
          notify(texts.console.saved, { type: 'success' });
        },
        onError: (error) => notify(errorMessageOf(error as Error), { type: 'error' }),
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
    <ConflictQuestion
      differing={differing.map((name) => ({
        name,
        label: label({ source: name, resource }),
        theirs: <Value type={typesOf.get(name)} value={theirs![name]} />,
        mine: secrets.includes(name) ? words.secret : <Value type={typesOf.get(name)} value={mine[name]} />,
      }))}
      busy={theirs === undefined || isPending}
      onBack={onClose}
      onTakeTheirs={takeTheirs}
      onKeepMine={() => void keepMine()}
    />
  );
}

/** A value; for related records, the name instead of the ID. */
function Value({ type, value }: { type: string | undefined; value: unknown }) {
  const related = type === undefined || typeof value !== 'string' ? undefined : `${type}s`;
  const nameOf = useGetRecordRepresentation(related);
  const { data } = useGetOne<ApiRecord>(
    related ?? '',
    { id: value as string, meta: LIST_META },
    { enabled: related !== undefined },
  );
  return <>{data === undefined ? conflictText(value) || words.empty : nameOf(data)}</>;
}
