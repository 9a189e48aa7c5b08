import { useState, type ReactNode } from 'react';
import { useNotify } from 'react-admin';
import { ApiError } from '../api/api-error.ts';
import { texts } from '../texts/index.ts';
import { ConflictQuestion, conflictText } from './conflict-question.tsx';
import { Form } from './form.tsx';
import { useSaving } from './use-saving.ts';

/** What is read and changed at an address of its own, with the version that was read, for If-Match. */
export interface Versioned {
  etag: string | undefined;
}

interface Props<Thing extends Versioned, Change extends object> {
  /** As it was read when the page was opened: another version must not fill the form anew. */
  begun: Thing;
  /** What the form can change, and what that is called. */
  labels: Record<keyof Change & keyof Thing & string, string>;
  /** What the values of the form mean. */
  meaning(values: Record<string, unknown>): Change;
  /** What was refused, where it is to be told otherwise. */
  faults?(refused: Record<string, unknown>, values: Record<string, unknown>): Record<string, unknown>;
  read(): Promise<Thing>;
  change(changed: Partial<Change>, etag: string | undefined): Promise<Thing>;
  children: ReactNode;
}

/**
 * A form for what is no record of a list. Sends what was changed in it and nothing else; what somebody else has changed
 * meanwhile is shown, and never overwritten unseen.
 */
export function VersionedForm<Thing extends Versioned, Change extends object>(props: Props<Thing, Change>) {
  const { begun, labels, meaning, faults = (refused) => refused, read, change, children } = props;
  const [held, setHeld] = useState(begun);
  const [conflict, setConflict] = useState<{ theirs: Thing; mine: Partial<Change> }>();
  const notify = useNotify();
  const save = useSaving(async (values) => {
    const mine = whatDiffers(meaning(values), held);
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

/** Of what was changed here. What was not is as they have it, and stays so. */
function Conflict({ theirs, mine, labels, onKeepMine, ...ways }: ConflictProps) {
  const [busy, setBusy] = useState(false);
  const differing = Object.entries(whatDiffers(mine, theirs)).map(([name, value]) => ({
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

/** The members of one that are not the same in the other. */
function whatDiffers<Change extends object>(one: Change, other: object): Partial<Change> {
  const others = other as Record<string, unknown>;
  const differs = ([name, value]: [string, unknown]) =>
    JSON.stringify(value ?? null) !== JSON.stringify(others[name] ?? null);
  return Object.fromEntries(Object.entries(one).filter(differs)) as Partial<Change>;
}
