/** Finds the path template that a request's path belongs to; a literal segment is preferred to a parameter. */
export function matchPath(templates: string[], url: string): string | undefined {
  const path = pathOf(url);
  return templates.filter((template) => pattern(template).test(path)).sort(moreLiteralFirst)[0];
}

/** Without origin, query and trailing slash, which the server tolerates. Brackets in the query may be unencoded. */
function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]+/, '').replace(/[?#].*$/s, '');
  return path.replace(/(?<=.)\/$/, '');
}

function pattern(template: string): RegExp {
  const segments = template.split(/(\{[^}]+\})/);
  const source = segments.map((part) =>
    part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^$(){}|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`);
}

function moreLiteralFirst(one: string, other: string): number {
  const [ones, others] = [one.split('/'), other.split('/')];
  const differs = ones.findIndex((segment, i) => segment.includes('{') !== others[i]?.includes('{'));
  return differs === -1 ? 0 : ones[differs]?.includes('{') ? 1 : -1;
}
