import { Button, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useResourceContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { useMay } from '../current-user.ts';
import { EmptyDrawing } from './empty-drawing.tsx';

interface Words {
  title: string;
  /** The next step. */
  text: string;
  /** The text for users who cannot take that step. */
  readOnly?: string;
  action?: string;
}

/** Empty state of a list: what would be listed here, and a link to create the first record. */
export function Empty({ title, text, readOnly = text, action, children }: Words & { children?: ReactNode }) {
  const resource = useResourceContext()!;
  const mayCreate = useMay()(resource, 'create');
  return (
    <Paper sx={{ p: { xs: 3, sm: 6 }, mt: 2, textAlign: 'center', width: '100%' }}>
      <EmptyDrawing />
      <Typography component="h2" variant="h6" gutterBottom>
        {title}
      </Typography>
      <Typography sx={{ color: 'text.secondary', maxWidth: '34rem', mx: 'auto', mb: 3 }}>
        {mayCreate ? text : readOnly}
      </Typography>
      {mayCreate && action !== undefined && (
        <Button variant="contained" component={Link} to={`/${resource}/create`}>
          {action}
        </Button>
      )}
      {children}
    </Paper>
  );
}
