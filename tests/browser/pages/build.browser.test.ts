import { PIZZA_VAN, STOPWATCH } from '../../support/app.ts';
import { checkPages } from '../page-checks.ts';

/** Components, their OAuth clients, and flows. */
checkPages(async (make) => {
  const van = await make('components', {
    descriptor: PIZZA_VAN,
    description: 'Orders and their way',
    access: 'global',
  });
  const clock = await make('components', { descriptor: STOPWATCH });
  const waiting = await make('components', { descriptor: { ...PIZZA_VAN, title: 'Parcel Desk' } });
  const client = await make(
    'oauth-clients',
    { client_id: 'van-1', client_secret: 's3cret' },
    { component: { data: { type: 'component', id: van } } },
  );
  const nodes = [van, clock].map((component_id, index) => ({ id: `step_${index}`, component_id }));
  const flow = await make('flows', { name: 'Orders by night', graph: { nodes, edges: [] } });
  return {
    profile: 'profile',
    components: 'components',
    'components-none': `components?filter=${encodeURIComponent('{"access":"tenant","usable":false}')}`,
    'component-new': 'components/create',
    component: `components/${waiting}`,
    'component-shown': `components/${van}/show`,
    clients: 'oauth-clients',
    'client-new': 'oauth-clients/create',
    client: `oauth-clients/${client}`,
    'client-shown': `oauth-clients/${client}/show`,
    flows: 'flows',
    flow: `flows/${flow}/show`,
  };
});
