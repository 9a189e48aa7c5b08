import { useState, type ReactNode } from 'react';
import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';
import { ConflictQuestion, conflictText } from './conflict-question.tsx';
import { Form } from './form.tsx';
import { useSaving } from './use-saving.ts';

/** A resource with a URL of its own, and the ETag that was read, for If-Match. */
export interface Versioned {
  etag: string | undefined;
}

interface Props<Thing extends Versioned, Change extends object> {
  /** As read when the page was opened. A newer version must not refill the form. */
  initial: Thing;
  /** The fields the form can change, with their labels. */
  labels: Record<keyof Change & keyof Thing & string, string>;
  /** Converts the form's values to the resource's attributes. */
  meaning(values: Record<string, unknown>): Change;
  /** Maps errors, for forms that present them differently. */
  faults?(refused: Record<string, unknown>, values: Record<string, unknown>): Record<string, unknown>;
  read(): Promise<Thing>;
  change(changed: Partial<Change>, etag: string | undefined): Promise<Thing>;
  children: ReactNode;
}

/**
 * A form for a resource that is not part of a list. Sends only what was changed. If someone else changed the same
 * fields, it shows their changes instead of overwriting them.
 */
export function VersionedForm<Thing extends Versioned, Change extends object>(props: Props<Thing, Change>) {
  const { initial, labels, meaning, faults = (refused) => refused, read, change, children } = props;
  const [held, setHeld] = useState(initial);
  const [conflict, setConflict] = useState<{ theirs: Thing; mine: Partial<Change> }>();
  const notify = useNotify();
  const save = useSaving(async (values) => {
    const mine = changedMembers(meaning(values), held);
    try {
      setHeld(await change(mine, held.etag));
    } catch (error) {
      if (error instanceof ApiError && error.status === 412) setConflict({ theirs: await read(), mine });
      throw error;
    }
  });

  const submit = async (values: Record<string, unknown>) => {
    const refused = await save(values);
    return refused && faults(refused, values);
  };

  return (
    <Form record={held} onSubmit={submit} warnWhenUnsavedChanges>
      {children}
      {conflict !== undefined && (
        <Conflict
          {...conflict}
          labels={labels}
          onBack={() => setConflict(undefined)}
          onTakeTheirs={() => {
            setHeld(conflict.theirs);
            setConflict(undefined);
          }}
          onKeepMine={async () => {
            try {
              setHeld(await change(conflict.mine, conflict.theirs.etag));
              notify(texts.console.saved, { type: 'success' });
            } catch (error) {
              notify((error as Error).message, { type: 'error' });
            }
            setConflict(undefined);
          }}
        />
      )}
    </Form>
  );
}

interface ConflictProps {
  theirs: object;
  mine: object;
  labels: Record<string, string>;
  onBack(): void;
  onTakeTheirs(): void;
  onKeepMine(): Promise<void>;
}

/** Only the fields changed here. The others keep the current values. */
function Conflict({ theirs, mine, labels, onKeepMine, ...ways }: ConflictProps) {
  const [busy, setBusy] = useState(false);
  const differing = Object.entries(changedMembers(mine, theirs)).map(([name, value]) => ({
    name,
    label: labels[name],
    theirs: conflictText((theirs as Record<string, unknown>)[name]) || texts.console.conflict.empty,
    mine: conflictText(value) || texts.console.conflict.empty,
  }));
  const keepMine = () => {
    setBusy(true);
    void onKeepMine();
  };
  return <ConflictQuestion {...ways} differing={differing} busy={busy} onKeepMine={keepMine} />;
}

/** The members of one object that differ from the other. */
function changedMembers<Change extends object>(one: Change, other: object): Partial<Change> {
  const others = other as Record<string, unknown>;
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value ?? null) !== JSON.stringify(others[name] ?? null);
  return Object.fromEntries(Object.entries(one).filter(differs)) as Partial<Change>;
}
