import { FilteredLinks } from '../parts/filtered-links.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { Panel } from '../parts/panel.tsx';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.credentials;

/** The flows and webhooks that use a credential. */
export function Usage({ credentialId }: { credentialId: string }) {
  const may = useMay();
  const shared = { filter: { credential: credentialId }, none: words.in_none };
  return (
    <Panel title={words.usage}>
      <Facts>
        {may('flows', 'get') && (
          <Fact name={words.in_flows}>
            <FilteredLinks resource="flows" {...shared} all={texts.console.deleting.all_flows} />
          </Fact>
        )}
        {may('webhooks', 'get') && (
          <Fact name={words.in_webhooks}>
            <FilteredLinks resource="webhooks" {...shared} all={words.all_webhooks} />
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
