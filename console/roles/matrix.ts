import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

export interface Permission {
  name: string;
  description: string;
}

/** One permission in the matrix: `tenants.<area>.<doing>`. */
export interface Cell extends Permission {
  area: string;
  doing: string;
}

export interface Row {
  area: string;
  cells: Cell[];
}

/** What may be done with most areas; these have columns of their own. */
export const COLUMNS = ['get', 'create', 'edit', 'delete'];

/** The permissions by what they are about, in the order in which they come. */
export function rowsOf(catalogue: readonly Permission[]): Row[] {
  const rows = new Map<string, Row>();
  for (const permission of catalogue) {
    const { area, doing } = placeOf(permission.name);
    const row = rows.get(area) ?? { area, cells: [] };
    rows.set(area, row);
    row.cells.push({ ...permission, area, doing });
  }
  return [...rows.values()];
}

/** What the name of a permission does not say: events are never edited. */
const MEANS: Readonly<Record<string, string>> = { 'tenants.webhook_events.edit': 'replay' };

/** Where a permission is in the matrix. */
export function placeOf(permission: string): Pick<Cell, 'area' | 'doing'> {
  const [, area = permission, doing = ''] = permission.split('.');
  return { area, doing: MEANS[permission] ?? doing };
}

/** What can be done with an area beside the four that all share. */
export function furtherCells({ cells }: Row): Cell[] {
  return cells.filter(({ doing }) => !COLUMNS.includes(doing));
}

export function cellAt({ cells }: Row, column: string): Cell | undefined {
  return cells.find(({ doing }) => doing === column);
}

/** The permissions of a column, over all rows. */
export function columnOf(rows: readonly Row[], column: string): string[] {
  return rows.flatMap((row) => cellAt(row, column)?.name ?? []);
}

export function areaName(area: string): string {
  return named(texts.console.permissions.area, area);
}

export function doingName(doing: string): string {
  return named(texts.console.permissions.doing, doing);
}

/** "Users: see", for where the rest of the matrix is not seen. */
export function cellName({ area, doing }: Pick<Cell, 'area' | 'doing'>): string {
  return fill(texts.console.roles.box, { area: areaName(area), doing: doingName(doing).toLowerCase() });
}

/** A permission that the console has no word for yet is called as the API calls it. */
function named(names: Readonly<Record<string, string>>, key: string): string {
  return names[key] ?? key.replaceAll('_', ' ');
}
