import {
  Box,
  Card,
  Table,
  TableBody,
  TableCell,
  TableContainer,
  TableHead,
  TableRow,
  Typography,
} from '@mui/material';
import { Fragment } from 'react';
import { Title } from 'react-admin';
import { Link } from 'react-router-dom';
import { LoadFailed } from '../parts/list-failed.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { Mark } from './marked-matrix.tsx';
import { areaName, doingName, rowsOf } from './matrix.ts';
import { useCatalog } from './use-catalog.ts';
import { useRoles } from './use-roles.ts';

const words = texts.console.roles;

const GROUND = { bgcolor: 'background.paper' } as const;
const TWO_LINES = {
  display: '-webkit-box',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 2,
  overflow: 'hidden',
  overflowWrap: 'anywhere',
} as const;
const FIRST = {
  ...GROUND,
  position: 'sticky',
  left: 0,
  zIndex: 1,
  minWidth: '9rem',
} as const;

/** All roles side by side with their permissions. */
export default function RoleComparison() {
  const permissions = useCatalog();
  const found = useRoles();
  const failed = [permissions, found].find(({ error }) => error !== null);
  if (failed !== undefined) return <LoadFailed error={failed.error} retry={failed.retry} />;
  const { roles, total } = found;
  return (
    <Card sx={{ mt: 2 }}>
      <Title title={words.comparison} />
      {total > roles.length && (
        <Typography sx={{ p: 2 }}>{fill(words.comparison_more, { count: roles.length })}</Typography>
      )}
      <TableContainer
        tabIndex={0}
        component="section"
        aria-label={words.comparison}
        sx={{ maxHeight: '80vh' }}
      >
        <Table size="small" stickyHeader>
          <TableHead>
            <TableRow>
              <TableCell sx={{ ...FIRST, zIndex: 3 }}>{words.permission}</TableCell>
              {roles.map(({ id, name }) => (
                <TableCell
                  key={id}
                  title={name}
                  sx={{ ...GROUND, textAlign: 'center', minWidth: '6rem', maxWidth: '12rem' }}
                >
                  <Box component="span" sx={TWO_LINES}>
                    <Link to={`/roles/${id}/show`}>{name}</Link>
                  </Box>
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rowsOf(permissions.catalog ?? []).map(({ area, cells }) => (
              <Fragment key={area}>
                <TableRow>
                  <TableCell
                    component="th"
                    scope="rowgroup"
                    sx={{ ...FIRST, fontWeight: 650, pt: 2, borderBottom: 0 }}
                  >
                    {areaName(area)}
                  </TableCell>
                  <TableCell colSpan={Math.max(1, roles.length)} sx={{ borderBottom: 0 }} />
                </TableRow>
                {cells.map((cell) => (
                  <TableRow key={cell.name} hover>
                    <TableCell component="th" scope="row" title={cell.description} sx={{ ...FIRST, pl: 3 }}>
                      {doingName(cell.doing)}
                    </TableCell>
                    {roles.map(({ id, permissions }) => (
                      <TableCell key={id} sx={{ textAlign: 'center' }}>
                        <Mark may={permissions.includes(cell.name)} />
                      </TableCell>
                    ))}
                  </TableRow>
                ))}
              </Fragment>
            ))}
          </TableBody>
        </Table>
      </TableContainer>
    </Card>
  );
}
