import { Card } from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import { Title, useNotify, useResourceContext } from 'react-admin';
import { useFormState } from 'react-hook-form';
import { useNavigate } from 'react-router-dom';
import type { Resource } from '../api/document.ts';
import { postOnce } from '../api/idempotency.ts';
import { toDocument, toRecord, type ApiRecord } from '../api/records.ts';
import { shapeOf } from '../api/resources.ts';
import { useCall } from '../api/use-call.ts';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { FormPage } from './form-page.tsx';
import { SecretDialog } from './secret-dialog.tsx';
import { useSaving } from './use-saving.ts';

interface Props {
  title: string;
  defaultValues: Record<string, unknown>;
  transform(values: Record<string, unknown>): Record<string, unknown>;
  /** The secrets to show once, by label. Empty if there are none or the response was a replay. */
  secretsOf(made: ApiRecord): Record<string, string> | undefined;
  /** Shown if the record has a secret but the response with it was lost. */
  lost(made: ApiRecord): string | undefined;
  /** The dialog's title. */
  dialogTitle(made: ApiRecord): string;
  /** The page to open afterwards. */
  then(made: ApiRecord): string;
  children: ReactNode;
}

/** A form for a record with a secret. The response is shown once and never cached. */
export function CreateWithSecret(props: Props) {
  const { title, defaultValues, transform, secretsOf, lost, dialogTitle, then, children } = props;
  const resource = useResourceContext()!;
  const shape = shapeOf(resource);
  const path = `/tenants/${useCurrentUser().tenant.id}/${resource}`;
  const call = useCall();
  const navigate = useNavigate();
  const notify = useNotify();
  const [made, setMade] = useState<ApiRecord>();
  const save = useSaving(async (values) => {
    const body = toDocument(shape, transform(values));
    const { document } = await postOnce(call, path, body);
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
        {made !== undefined && secrets === undefined && <LeaveForm to={then(made)} />}
      </FormPage>
      {made !== undefined && secrets !== undefined && (
        <SecretDialog title={dialogTitle(made)} secrets={secrets} onClose={() => void navigate(then(made))} />
      )}
    </Card>
  );
}

/** Leaves the form once it counts as saved. Before that, it would ask about unsaved changes. */
function LeaveForm({ to }: { to: string }) {
  const { isSubmitSuccessful } = useFormState();
  const navigate = useNavigate();
  useEffect(() => {
    if (isSubmitSuccessful) void navigate(to);
  }, [isSubmitSuccessful, navigate, to]);
  return null;
}
