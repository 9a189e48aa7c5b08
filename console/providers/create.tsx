import { useGetOne } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { FORM_META } from '../api/cache-metas.ts';
import { CreatePage } from '../parts/create-page.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { ProviderFields, NameInput, withSettings } from './form-fields.tsx';
import { IdInput, useIdFromName } from '../parts/id-input.tsx';
import { copyOf, type ProviderRecord } from './provider-record.ts';
import { ReplacesProvider } from './replaces.tsx';
import { StartFromProvider } from './start-from.tsx';

const words = texts.console.providers;

/** The form for a new provider. The URL may name one of the catalog to customize. */
export default function ProviderCreate() {
  const customized = useSearchParams()[0].get('customize');
  const { data, isPending, error } = useGetOne<ProviderRecord>(
    'providers',
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
        defaultValues={{ name: '', id: '', grant_types: ['authorization_code'], settings: {} }}
      >
        <StartFromProvider />
        <NewName />
        <IdInput />
        <ReplacesProvider />
        <ProviderFields isNew />
      </CreatePage>
    );
  return (
    <CreatePage
      transform={withSettings}
      redirect="show"
      title={fill(words.customize_title, { name: data.name })}
      defaultValues={{ id: data.id, ...copyOf(data) }}
    >
      <ReplacesProvider />
      <NameInput />
      <IdInput isFixed />
      <ProviderFields isNew />
    </CreatePage>
  );
}

function NewName() {
  return <NameInput onText={useIdFromName()} />;
}
