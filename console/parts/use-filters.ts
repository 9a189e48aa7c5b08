import { useListContext } from 'react-admin';

type Filters = Readonly<Record<string, unknown>>;

interface ListFilters {
  /** The filters of the rows that are shown. */
  filters: Filters;
  /**
   * Changes the list's filters, based on those in the URL: `filters` is updated only on the next render, so two quick
   * changes would undo each other.
   */
  change(next: (filters: Filters) => Filters): void;
}

/** The filters of the surrounding list. They are kept in the URL, so a list can be linked to and reloaded. */
export function useFilters(): ListFilters {
  const { filterValues, setFilters } = useListContext();
  return {
    filters: filterValues,
    change(next) {
      const current = filtersInUrl() ?? filterValues;
      const wanted = { ...next(current) };
      // Setting filters navigates to the list a moment later. By then the user may be on another page.
      if (JSON.stringify(wanted) !== JSON.stringify(current)) setFilters(wanted);
    },
  };
}

function filtersInUrl(): Filters | undefined {
  const text = new URLSearchParams(location.search).get('filter');
  try {
    const filters: unknown = JSON.parse(text ?? 'null');
    return typeof filters === 'object' && filters !== null ? (filters as Filters) : undefined;
  } catch {
    // The URL was edited by hand or cut off.
    return undefined;
  }
}

/** The value of a filter as a field shows it; empty if it is not set. */
export function filterText(filters: Filters, name: string): string {
  const value = filters[name];
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? `${value}`
    : '';
}

/** Returns the filters with one changed, or removed if its value is empty. */
export function withFilter(filters: Filters, name: string, value: string): Filters {
  const rest = Object.fromEntries(Object.entries(filters).filter(([key]) => key !== name));
  return value === '' ? rest : { ...rest, [name]: value };
}
