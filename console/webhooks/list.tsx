import { DataTable, useListContext } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { FilterToggles } from '../parts/filter-toggles.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNames } from '../parts/use-names.ts';
import { texts } from '../texts/index.ts';
import { authenticationLabel, WebhookState } from './state.tsx';
import { useFlow } from './use-flow.ts';
import type { WebhookRecord } from './webhook-record.ts';

const words = texts.console.webhooks;

const FILTERS = [
  { label: words.failing, filter: { failing: true } },
  { label: words.rejecting, filter: { rejecting: true } },
];

const BREAKS = { overflowWrap: 'anywhere' } as const;

export default function WebhookList() {
  return (
    <ListPage
      sort={{ field: 'name', order: 'ASC' }}
      opens="show"
      action={words.new}
      filters={<FilterToggles choices={FILTERS} />}
      empty={
        <Empty
          title={words.empty}
          text={words.empty_text}
          readOnly={words.empty_read_only}
          action={words.new}
        />
      }
    >
      <DataTable.Col source="name" sx={BREAKS} />
      <DataTable.Col
        source="state"
        disableSort
        render={(webhook: WebhookRecord) => <StateInList webhook={webhook} />}
      />
      <DataTable.Col
        source="flow_id"
        disableSort
        sx={{ ...BREAKS, ...ON_WIDE_SCREENS }}
        render={({ flow_id }: WebhookRecord) => <FlowName id={flow_id} />}
      />
      <DataTable.Col
        source="authentication"
        label={words.authentication}
        disableSort
        sx={ON_WIDE_SCREENS}
        render={(webhook: WebhookRecord) => authenticationLabel(webhook)}
      />
      <DataTable.Col
        source="updated_at"
        sx={ON_WIDE_SCREENS}
        render={({ updated_at }: WebhookRecord) => <Moment at={updated_at} />}
      />
    </ListPage>
  );
}

function StateInList({ webhook }: { webhook: WebhookRecord }) {
  return <WebhookState webhook={webhook} flow={useFlow(webhook.flow_id)} />;
}

function FlowName({ id }: { id: string }) {
  const { data = [] } = useListContext<WebhookRecord>();
  return useNames(
    'flows',
    data.map(({ flow_id }) => flow_id),
  ).nameOf(id);
}
