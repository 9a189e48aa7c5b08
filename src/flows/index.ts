/**
 * Flows: graphs of nodes, each naming a component. Which components and credentials a flow includes is kept beside the
 * graph, with references that make the database refuse to delete them, or a client, from under it (`store.ts`).
 */
export { flowRoutes } from './routes.ts';
export { createFlows, type Flows } from './service.ts';
export { countFlowsOf, findFlow, flowsOfCredential, flowUsage } from './store.ts';
