import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

export interface Permission {
  name: string;
  description: string;
}

/** A permission in the matrix: `tenants.<area>.<doing>`. */
export interface Cell extends Permission {
  area: string;
  doing: string;
}

export interface Row {
  area: string;
  cells: Cell[];
}

/** The actions most areas have. These have columns of their own. */
export const COLUMNS = ['get', 'create', 'edit', 'delete'];

/** All permissions by area, in the order of the API. */
export function rowsOf(catalog: readonly Permission[]): Row[] {
  const rows = new Map<string, Row>();
  for (const permission of catalog) {
    const { area, doing } = placeOf(permission.name);
    const row = rows.get(area) ?? { area, cells: [] };
    rows.set(area, row);
    row.cells.push({ ...permission, area, doing });
  }
  return [...rows.values()];
}

/** Actions whose permission name does not say what they do: events are replayed, never edited. */
const MEANS: Readonly<Record<string, string>> = { 'tenants.webhook_events.edit': 'replay' };

/** The place of a permission in the matrix. */
export function placeOf(permission: string): Pick<Cell, 'area' | 'doing'> {
  const [, area = permission, doing = ''] = permission.split('.');
  return { area, doing: MEANS[permission] ?? doing };
}

/** The actions of an area beyond the four common ones. */
export function furtherCells({ cells }: Row): Cell[] {
  return cells.filter(({ doing }) => !COLUMNS.includes(doing));
}

export function cellAt({ cells }: Row, column: string): Cell | undefined {
  return cells.find(({ doing }) => doing === column);
}

/** The permissions of a column, across all rows. */
export function columnOf(rows: readonly Row[], column: string): string[] {
  return rows.flatMap((row) => cellAt(row, column)?.name ?? []);
}

export function areaName(area: string): string {
  return named(texts.console.permissions.area, area);
}

export function doingName(doing: string): string {
  return named(texts.console.permissions.doing, doing);
}

/** The full name, such as "Users: view", for use outside the matrix. */
export function cellName({ area, doing }: Pick<Cell, 'area' | 'doing'>): string {
  return fill(texts.console.roles.box, { area: areaName(area), doing: doingName(doing).toLowerCase() });
}

/** Permissions the console has no label for yet keep their API name. */
function named(names: Readonly<Record<string, string>>, key: string): string {
  return names[key] ?? key.replaceAll('_', ' ');
}
