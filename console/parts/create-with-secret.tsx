import { Card } from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import { Title, useNotify, useResourceContext } from 'react-admin';
import { useFormState } from 'react-hook-form';
import { useNavigate } from 'react-router-dom';
import type { Resource } from '../api/document.ts';
import { once } from '../api/idempotency.ts';
import { toDocument, toRecord, type ApiRecord } from '../api/records.ts';
import { shapeOf } from '../api/resources.ts';
import { useCall } from '../api/use-call.ts';
import { usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';
import { FormPage } from './form-page.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { useSaving } from './use-saving.ts';

interface Props {
  title: string;
  defaultValues: Record<string, unknown>;
  transform(values: Record<string, unknown>): Record<string, unknown>;
  /** What is shown once of what was made, by its name; nothing where it has no secret, or the answer was a repetition. */
  secretsOf(made: ApiRecord): Record<string, string> | undefined;
  /** What is said when there should be a secret, and the answer with it went astray. */
  lost(made: ApiRecord): string | undefined;
  /** Above what is shown. */
  dialogTitle(made: ApiRecord): string;
  /** Where to go on. */
  then(made: ApiRecord): string;
  children: ReactNode;
}

/** A form for what is made with a secret. The answer is shown this once and goes into no store of records. */
export function CreateWithSecret(props: Props) {
  const { title, defaultValues, transform, secretsOf, lost, dialogTitle, then, children } = props;
  const resource = useResourceContext()!;
  const shape = shapeOf(resource);
  const path = `/tenants/${usePerson().tenant.id}/${resource}`;
  const call = useCall();
  const navigate = useNavigate();
  const notify = useNotify();
  const [made, setMade] = useState<ApiRecord>();
  const save = useSaving(async (values) => {
    const body = toDocument(shape, transform(values));
    const { document } = await once(path + JSON.stringify(body), (key) =>
      call(path, { method: 'POST', body, headers: { 'Idempotency-Key': key } }),
    );
    const record = toRecord(document!.data as Resource, shape);
    const astray = secretsOf(record) === undefined ? lost(record) : undefined;
    if (astray !== undefined) notify(astray, { type: 'warning' });
    setMade(record);
  }, texts.console.created);
  const secrets = made === undefined ? undefined : secretsOf(made);
  return (
    <Card sx={{ maxWidth: '48rem', mt: 2 }}>
      <Title title={title} />
      <FormPage isNew defaultValues={defaultValues} onSubmit={save}>
        {children}
        {made !== undefined && secrets === undefined && <GoOn to={then(made)} />}
      </FormPage>
      {made !== undefined && secrets !== undefined && (
        <SecretDialog title={dialogTitle(made)} secrets={secrets} onClose={() => void navigate(then(made))} />
      )}
    </Card>
  );
}

/** Leaves the form as soon as it counts as saved: before, it would ask whether what was typed may be lost. */
function GoOn({ to }: { to: string }) {
  const { isSubmitSuccessful } = useFormState();
  const navigate = useNavigate();
  useEffect(() => {
    if (isSubmitSuccessful) void navigate(to);
  }, [isSubmitSuccessful, navigate, to]);
  return null;
}
