import type { WebhookFilter } from '../../src/schema/types.ts';

/** A filter as the form holds it. */
type Typed = { types?: string | string[] | null; expression?: string | null } | null | undefined;

/** The attributes for the flows of a webhook that a form sends. */
export function flowsOf(values: Record<string, unknown>): Record<string, unknown> {
  const flows = (values['additional_flows'] ?? []) as { flow_id: string; filter?: Typed }[];
  return {
    filter: filterOf(values['filter'] as Typed),
    additional_flows: flows.map(({ flow_id, filter }) => {
      const its = filterOf(filter);
      return its === null ? { flow_id } : { flow_id, filter: its };
    }),
  };
}

/** Types are separated by commas. */
function filterOf(typed: Typed): WebhookFilter | null {
  const { types: given, expression } = typed ?? {};
  const list = typeof given === 'string' ? given.split(',') : (given ?? []);
  const types = list.map((type) => type.trim()).filter((type) => type !== '');
  const filter = {
    ...(types.length > 0 && { types }),
    ...(typeof expression === 'string' && expression.trim() !== '' && { expression }),
  };
  return Object.keys(filter).length === 0 ? null : filter;
}
