import { useQuery } from '@tanstack/react-query';
import { useCall } from '../api/use-call.ts';
import { hasPage } from '../listed-resources.ts';
import { fill } from '../parts/fill.ts';
import { useMay, useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.overview;

/** One of the first steps in a tenant. */
export interface Step {
  title: string;
  text: string;
  done: boolean;
  /** Links to where the step is done, as far as the user may. */
  ways: { to: string; label: string }[];
}

interface Plan {
  title: string;
  text: string;
  /** The step is done if any of these lists, below the tenant, has an entry. */
  counted: { resource: string; question?: string }[];
  ways: { resource: string; label: string }[];
  /** If such a record exists and is only unfinished, the link leads to it instead. */
  unfinished?: { resource: string; label: string };
}

const PLANS: readonly Plan[] = [
  {
    title: words.component,
    text: words.component_text,
    counted: [{ resource: 'components' }],
    ways: [{ resource: 'components', label: texts.console.components.new }],
  },
  {
    title: words.client,
    text: words.client_text,
    counted: [{ resource: 'oauth-clients' }],
    ways: [{ resource: 'oauth-clients', label: texts.console.clients.new }],
  },
  {
    title: words.credential,
    text: words.credential_text,
    counted: [{ resource: 'credentials', question: 'filter[state]=connected' }],
    ways: [{ resource: 'credentials', label: texts.console.credentials.new }],
    unfinished: { resource: 'credentials', label: words.connect },
  },
  {
    title: words.flow,
    text: words.flow_text,
    counted: [{ resource: 'flows' }],
    ways: [{ resource: 'flows', label: texts.console.flows.new }],
  },
  {
    title: words.webhook_or_app,
    text: words.entrance_text,
    counted: [{ resource: 'webhooks' }, { resource: 'oauth-apps' }],
    ways: [
      { resource: 'webhooks', label: texts.console.webhooks.new },
      { resource: 'oauth-apps', label: texts.console.apps.new },
    ],
  },
];

/** The steps the user may see, if they may do at least one; undefined while loading. */
export function useSteps(wanted: boolean): Step[] | undefined {
  const call = useCall();
  const may = useMay();
  const { tenant } = useCurrentUser();
  const plans = PLANS.filter(({ counted }) => counted.some(({ resource }) => may(resource, 'get')));
  const mayDoOne = plans.some(({ ways }) => ways.some(({ resource }) => may(resource, 'create')));
  const { data: done } = useQuery({
    queryKey: ['first steps', tenant.id],
    queryFn: () =>
      Promise.all(
        plans.map(async ({ counted, unfinished }) => {
          const isDone = (await Promise.all(counted.map(isThere))).some(Boolean);
          return {
            isDone,
            unfinished: isDone || unfinished === undefined ? undefined : await wayTo(unfinished),
          };
        }),
      ),
    enabled: wanted && mayDoOne,
  });

  async function isThere({ resource, question = '' }: Plan['counted'][number]): Promise<boolean> {
    if (!may(resource, 'get')) return false;
    const type = resource.replace(/s$/, '');
    const query = `page[size]=1&fields[${type}]=created_at&${question}`.replace(/&$/, '');
    const { document } = await call(`/tenants/${tenant.id}/${resource}?${query}`);
    return [document!.data].flat().length > 0;
  }

  /** Links to the newest record, if the user may edit it. */
  async function wayTo({
    resource,
    label,
  }: NonNullable<Plan['unfinished']>): Promise<Step['ways'] | undefined> {
    if (!may(resource, 'get') || !may(resource, 'edit')) return undefined;
    const type = resource.replace(/s$/, '');
    const { document } = await call(
      `/tenants/${tenant.id}/${resource}?page[size]=1&sort=-created_at&fields[${type}]=name`,
    );
    const [newest] = [document!.data].flat();
    if (newest === undefined) return undefined;
    const name = String(newest.attributes?.['name']);
    return [{ to: `/${resource}/${newest.id}/show`, label: fill(label, { name }) }];
  }

  return done === undefined
    ? undefined
    : plans.map(({ title, text, ways }, index) => ({
        title,
        text,
        done: done[index]!.isDone,
        ways:
          done[index]!.unfinished ??
          ways
            .filter(({ resource }) => hasPage(resource, 'create') && may(resource, 'create'))
            .map(({ resource, label }) => ({ to: `/${resource}/create`, label })),
      }));
}
