import { useQuery } from '@tanstack/react-query';
import { useCall } from '../api/use-call.ts';
import { fill } from '../parts/fill.ts';
import { PAGES } from '../pages.ts';
import { useMay, usePerson } from '../person.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.overview;

/** One of the first steps in a tenant. */
export interface Step {
  title: string;
  text: string;
  done: boolean;
  /** Where it is done, as far as the person may. */
  ways: { to: string; label: string }[];
}

interface Plan {
  title: string;
  text: string;
  /** Any of these being there means that it is done, asked as a list below the tenant. */
  counted: { resource: string; question?: string }[];
  ways: { resource: string; label: string }[];
  /** What is there and only needs its last step, and what that is called: then the way leads to it. */
  begun?: { resource: string; label: string };
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
    begun: { resource: 'credentials', label: words.connect },
  },
  {
    title: words.flow,
    text: words.flow_text,
    counted: [{ resource: 'flows' }],
    ways: [{ resource: 'flows', label: texts.console.flows.new }],
  },
  {
    title: words.entrance,
    text: words.entrance_text,
    counted: [{ resource: 'webhooks' }, { resource: 'oauth-apps' }],
    ways: [
      { resource: 'webhooks', label: texts.console.webhooks.new },
      { resource: 'oauth-apps', label: texts.console.apps.new },
    ],
  },
];

/** The steps that the person may see, for whoever may do one of them; undefined until it is known what is done. */
export function useSteps(wanted: boolean): Step[] | undefined {
  const call = useCall();
  const may = useMay();
  const { tenant } = usePerson();
  const plans = PLANS.filter(({ counted }) => counted.some(({ resource }) => may(resource, 'get')));
  const mayDoOne = plans.some(({ ways }) => ways.some(({ resource }) => may(resource, 'create')));
  const { data: done } = useQuery({
    queryKey: ['first steps', tenant.id],
    queryFn: () =>
      Promise.all(
        plans.map(async ({ counted, begun }) => {
          const isDone = (await Promise.all(counted.map(isThere))).some(Boolean);
          return { isDone, begun: isDone || begun === undefined ? undefined : await wayTo(begun) };
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

  /** To the newest, for whoever may change it. */
  async function wayTo({ resource, label }: NonNullable<Plan['begun']>): Promise<Step['ways'] | undefined> {
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
          done[index]!.begun ??
          ways
            .filter(({ resource }) => isMadeHere(resource) && may(resource, 'create'))
            .map(({ resource, label }) => ({ to: `/${resource}/create`, label })),
      }));
}

/** Some resources are made with the API alone. */
function isMadeHere(resource: string): boolean {
  return PAGES.some(({ name, create }) => name === resource && create !== undefined);
}
