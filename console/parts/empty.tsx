import { Button, Paper, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useResourceContext } from 'react-admin';
import { Link } from 'react-router-dom';
import { useMay } from '../person.ts';

interface Words {
  title: string;
  /** What to do next. */
  text: string;
  /** The same for whoever may not do it. */
  readOnly?: string;
  action?: string;
}

/** Where nothing is yet: what would be here, and the way to the first. */
export function Empty({ title, text, readOnly = text, action, children }: Words & { children?: ReactNode }) {
  const resource = useResourceContext()!;
  const mayCreate = useMay()(resource, 'create');
  return (
    <Paper sx={{ p: { xs: 3, sm: 6 }, mt: 2, textAlign: 'center', width: '100%' }}>
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
