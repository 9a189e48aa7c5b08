import { TablePagination } from '@mui/material';
import { useListPaginationContext } from 'react-admin';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

/** Pagination of a log, whose total is unknown. */
export function LogPagination() {
  const { page, perPage, setPage, setPerPage, hasNextPage = false } = useListPaginationContext();
  return (
    <TablePagination
      component="div"
      count={-1}
      page={page - 1}
      rowsPerPage={perPage}
      rowsPerPageOptions={[25, 50, 100, 200]}
      onPageChange={(_, next) => setPage(next + 1)}
      onRowsPerPageChange={({ target }) => setPerPage(Number(target.value))}
      labelDisplayedRows={({ page: shown }) => fill(texts.console.page, { page: shown + 1 })}
      slotProps={{ actions: { nextButton: { disabled: !hasNextPage } } }}
    />
  );
}
