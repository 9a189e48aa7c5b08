import { useGetOne } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { FORM_META } from '../api/cache-metas.ts';
import { CreatePage } from '../parts/create-page.tsx';
import { fill } from '../parts/fill.ts';
import { IdInput, useIdFromName } from '../parts/id-input.tsx';
import { Replaces } from '../parts/replaces.tsx';
import { StartFrom } from '../parts/start-from.tsx';
import { texts } from '../texts/index.ts';
import { NameInput, SenderFields, withSettings } from './form-fields.tsx';
import { copyOf, type SenderRecord } from './sender-record.ts';
import { useSenders } from './use-senders.ts';

const words = texts.console.senders;

/** The form for a new preset. The URL may name a built-in one to customize. */
export default function SenderCreate() {
  const customized = useSearchParams()[0].get('customize');
  const { data, isPending, error } = useGetOne<SenderRecord>(
    'senders',
    { id: customized ?? '', meta: FORM_META },
    { enabled: customized !== null },
  );
  if (customized !== null && isPending && error === null) return null;
  if (data === undefined)
    return (
      <CreatePage
        transform={withSettings}
        redirect="show"
        title={words.new}
        defaultValues={{ name: '', id: '', settings: {} }}
      >
        <StartFrom<SenderRecord>
          resource="senders"
          label={words.start_from}
          help={words.start_from_help}
          notCopied={words.not_copied}
          valuesOf={(sender) => {
            const { name: _, ...values } = copyOf(sender);
            return values;
          }}
        />
        <NewName />
        <IdInput />
        <ReplacesSender />
        <SenderFields />
      </CreatePage>
    );
  return (
    <CreatePage
      transform={withSettings}
      redirect="show"
      title={fill(words.customize_title, { name: data.name })}
      defaultValues={{ id: data.id, ...copyOf(data) }}
    >
      <ReplacesSender />
      <NameInput />
      <IdInput isFixed />
      <SenderFields />
    </CreatePage>
  );
}

function NewName() {
  return <NameInput onText={useIdFromName()} />;
}

function ReplacesSender() {
  return <Replaces all={useSenders()} text={words.replaces} />;
}
