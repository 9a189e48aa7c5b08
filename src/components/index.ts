/**
 * Integration components and their component.json. A component belongs to a tenant and may be global. What a
 * descriptor says is read in `descriptor/`; who sees a component, when it is usable and when it is in use, in
 * `rules.ts`; that a tenant has defined its OAuth client for one is noted in `activations.ts`.
 */
export { activate, deactivate, lockActivation } from './activations.ts';
export { endOfHost, fillVariables, hostIsFixed, PLACEHOLDER } from './descriptor/index.ts';
export { componentEnvView, createComponentEnvs, type ComponentEnv, type ComponentEnvs } from './env.ts';
export { componentRoutes } from './routes.ts';
export { isUsable, readDescriptor, tokenUriOf, type Usage } from './rules.ts';
export { componentView } from './serializer.ts';
export { createComponents, type Components } from './service.ts';
export { findVisible, holdComponents, listVisibleById, type Component } from './store.ts';
