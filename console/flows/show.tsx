import { Show, SimpleShowLayout, useGetMany, useRecordContext } from 'react-admin';
import { Link } from 'react-router-dom';
import type { ApiRecord } from '../api/records.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { useMay } from '../person.ts';
import { texts } from '../texts/index.ts';
import { FlowState } from './flow-state.tsx';

const { fields } = texts.resources.flows;

interface FlowRecord extends ApiRecord {
  status: 'draft' | 'active' | 'stopped';
  graph: { nodes: { id: string; component_id: string }[] };
}

export default function FlowShow() {
  return (
    <Show actions={false}>
      <SimpleShowLayout>
        <Known />
      </SimpleShowLayout>
    </Show>
  );
}

function Known() {
  const flow = useRecordContext<FlowRecord>();
  const maySee = useMay()('components', 'get');
  const nodes = flow?.graph.nodes ?? [];
  const ids = [...new Set(nodes.map(({ component_id }) => component_id))];
  const { data = [] } = useGetMany('components', { ids }, { enabled: maySee && ids.length > 0 });
  if (flow === undefined) return null;
  return (
    <Facts>
      <Fact name={fields.name}>{flow['name']}</Fact>
      <Fact name={fields.status}>
        <FlowState status={flow.status} />
      </Fact>
      <Fact name={texts.console.flows.steps}>
        <ol style={{ margin: 0, paddingLeft: '1.25rem' }}>
          {nodes.map(({ id, component_id }) => {
            const component = data.find((one) => one?.id === component_id);
            return (
              <li key={id}>
                {component === undefined ? (
                  id
                ) : (
                  <Link to={`/components/${component_id}/show`}>{component.name}</Link>
                )}
              </li>
            );
          })}
        </ol>
      </Fact>
      <Fact name={fields.updated_at}>
        <Moment at={flow.updated_at} />
      </Fact>
    </Facts>
  );
}
