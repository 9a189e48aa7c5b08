import { Box, Button, LinearProgress, Link as TextLink } from '@mui/material';
import AddIcon from '@mui/icons-material/Add';
import { Children, cloneElement, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import {
  DataTable,
  List,
  Pagination,
  useCreatePath,
  useListContext,
  useResourceContext,
  type DataTableColumnProps,
  type RaRecord,
} from 'react-admin';
import { Link } from 'react-router-dom';
import { LIST_META } from '../api/cache-metas.ts';
import { useMay } from '../current-user.ts';
import { ListFailed } from './list-failed.tsx';
import { SearchField } from './search-field.tsx';
import { texts } from '../texts/index.ts';
import type { RefetchInterval } from './refetch-interval.ts';

interface Props {
  sort: { field: string; order: 'ASC' | 'DESC' };
  empty: ReactElement;
  /** Label of the create button. */
  action?: string;
  filters?: ReactNode;
  /** Whether the API can search this list by text. */
  searched?: boolean;
  /** Where a row leads, if not to the form or, for read-only users, to the record's page. */
  opens?: 'show';
  /** Whether a record can be edited, if not all can. */
  changeable?(record: RaRecord): boolean;
  /** The refetch interval while the list is open. */
  refetchInterval?: RefetchInterval;
  children: ReactNode;
}

/** A server-side paginated table whose rows lead to their records. */
export function ListPage({
  sort,
  empty,
  action,
  filters,
  searched = false,
  opens,
  changeable,
  refetchInterval,
  children,
}: Props) {
  return (
    <List
      sort={sort}
      perPage={50}
      empty={empty}
      error={<ListFailed />}
      actions={
        <Actions
          filters={
            <>
              {searched && <SearchField />}
              {filters}
            </>
          }
          action={action}
        />
      }
      pagination={<Pagination rowsPerPageOptions={[25, 50, 100, 200]} />}
      exporter={false}
      queryOptions={{ meta: LIST_META, ...(refetchInterval !== undefined && { refetchInterval }) }}
      sx={{ '& .RaList-content': { overflowX: 'auto' } }}
    >
      <FirstFetch />
      <Table opens={opens} changeable={changeable}>
        {children}
      </Table>
    </List>
  );
}

/** Shows at once that the list is being fetched for the first time. Later fetches happen in the background. */
function FirstFetch() {
  return useListContext().isPending ? <LinearProgress aria-label={texts.console.loading} /> : null;
}

function Actions({ filters, action }: { filters: ReactNode; action: string | undefined }) {
  const resource = useResourceContext()!;
  const mayCreate = useMay()(resource, 'create');
  return (
    <Box sx={{ display: 'flex', width: '100%', alignItems: 'center', flexWrap: 'wrap', gap: 1, py: 1 }}>
      <Box sx={{ flex: '1 1 14.5rem', minWidth: 0 }}>{filters}</Box>
      {mayCreate && action !== undefined && (
        <Button variant="contained" startIcon={<AddIcon />} component={Link} to={`/${resource}/create`}>
          {action}
        </Button>
      )}
    </Box>
  );
}

interface TableProps {
  opens: Props['opens'];
  changeable: Props['changeable'];
  children: ReactNode;
}

function Table({ opens, changeable = () => true, children }: TableProps) {
  const resource = useResourceContext()!;
  const mayEdit = useMay()(resource, 'edit');
  const pageOf = (record: RaRecord) => opens ?? (mayEdit && changeable(record) ? 'edit' : 'show');
  const [first, ...others] = Children.toArray(children) as [ReactElement<DataTableColumnProps<RaRecord>>];
  return (
    <DataTable rowClick={(_id, _resource, record) => pageOf(record)} bulkActionButtons={false}>
      {cloneElement<DataTableColumnProps<RaRecord>>(first, {
        render: (record: RaRecord) => (
          <RowLink record={record} page={pageOf(record)}>
            {first.props.render?.(record) ?? String(record[first.props.source ?? ''] ?? '')}
          </RowLink>
        ),
      })}
      {others}
    </DataTable>
  );
}

/**
 * The name of a row as a link to its page: for the keyboard, for opening it in another tab, and for copying the URL.
 */
function RowLink({
  record,
  page,
  children,
}: {
  record: RaRecord;
  page: 'edit' | 'show';
  children: ReactNode;
}) {
  const resource = useResourceContext()!;
  const createPath = useCreatePath();
  return (
    <TextLink
      component={Link}
      to={createPath({ resource, id: record.id, type: page })}
      color="inherit"
      underline="hover"
      // Otherwise the row's own listener would navigate a second time.
      onClick={(event: MouseEvent) => event.stopPropagation()}
    >
      {children}
    </TextLink>
  );
}

/** For columns that are hidden on a phone. */
export const ON_WIDE_SCREENS = { display: { xs: 'none', md: 'table-cell' } };
