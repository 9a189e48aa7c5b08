import { Box, Button } from '@mui/material';
import AddIcon from '@mui/icons-material/Add';
import type { ReactElement, ReactNode } from 'react';
import { DataTable, List, Pagination, useResourceContext, type RaRecord } from 'react-admin';
import { Link } from 'react-router-dom';
import { OF_LISTS } from '../api/kept-apart.ts';
import { useMay } from '../person.ts';
import { SearchField } from './search-field.tsx';
import type { RefetchInterval } from './while-open.ts';

interface Props {
  sort: { field: string; order: 'ASC' | 'DESC' };
  empty: ReactElement;
  /** What making another is called. */
  action?: string;
  filters?: ReactNode;
  /** The API searches this list by text. */
  searched?: boolean;
  /** Where a row leads, unless that is the form for whoever may change the record. */
  opens?: 'show';
  /** Whether a record is ever changed, where some are not. */
  changeable?(record: RaRecord): boolean;
  /** How soon it is read again while it is open. */
  refetchInterval?: RefetchInterval;
  children: ReactNode;
}

/** A list in pages of the server, as a table; a row leads to its record. */
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
      queryOptions={{ meta: OF_LISTS, ...(refetchInterval !== undefined && { refetchInterval }) }}
      sx={{ '& .RaList-content': { overflowX: 'auto' } }}
    >
      <Table opens={opens} changeable={changeable}>
        {children}
      </Table>
    </List>
  );
}

function Actions({ filters, action }: { filters: ReactNode; action: string | undefined }) {
  const resource = useResourceContext()!;
  const mayCreate = useMay()(resource, 'create');
  return (
    <Box sx={{ display: 'flex', width: '100%', alignItems: 'center', flexWrap: 'wrap', gap: 1, py: 1 }}>
      <Box sx={{ flex: '1 1 12rem', minWidth: 0 }}>{filters}</Box>
      {mayCreate && action !== undefined && (
        <Button variant="contained" startIcon={<AddIcon />} component={Link} to={`/${resource}/create`}>
          {action}
        </Button>
      )}
    </Box>
  );
}

function Table({
  opens,
  changeable = () => true,
  children,
}: Pick<Props, 'opens' | 'changeable' | 'children'>) {
  const resource = useResourceContext()!;
  const mayEdit = useMay()(resource, 'edit');
  const rowClick = (_id: unknown, _resource: string, record: RaRecord) =>
    opens ?? (mayEdit && changeable(record) ? 'edit' : 'show');
  return (
    <DataTable rowClick={rowClick} bulkActionButtons={false}>
      {children}
    </DataTable>
  );
}

/** For a column that a phone has no room for. */
export const ON_WIDE_SCREENS = { display: { xs: 'none', md: 'table-cell' } };
