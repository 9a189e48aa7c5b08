/**
 * Integration components and their component.json. A component belongs to a tenant and can be global. `descriptor/`
 * reads component.json; `rules.ts` decides who can view a component and whether it is usable or in use;
 * `activations.ts` records that a tenant has an OAuth client for one.
 */
export { activate, carryOver, deactivate, lockActivation } from './activations.ts';
export { fillVariables, MAX_REQUEST_BYTES } from './descriptor/index.ts';
export { componentEnvView, createComponentEnvs, type ComponentEnv, type ComponentEnvs } from './env.ts';
export { migrateComponent } from './migrate-component.ts';
export { componentRoutes } from './routes.ts';
export { isUsable, readDescriptor, tokenUriOf, type Usage } from './rules.ts';
export { componentView } from './serializer.ts';
export { createComponents, type Components } from './service.ts';
export {
  findVisible,
  listVisibleById,
  lockComponent,
  lockComponentsShared,
  type Component,
} from './store.ts';
