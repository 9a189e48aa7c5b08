import { Stack, Typography } from '@mui/material';
import { Title } from 'react-admin';
import { useMay } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { Attention } from './attention.tsx';
import { Figures } from './figures.tsx';
import { FirstSteps } from './first-steps.tsx';
import { SOURCES } from './problems.ts';

const words = texts.console.overview;

/** The start page: what needs attention, the first steps, and statistics. */
export default function Overview() {
  const may = useMay();
  const seesNothing = ![...SOURCES.map(({ resource }) => resource), 'credentials', 'statistics'].some(
    (resource) => may(resource, 'get'),
  );
  return (
    <Stack sx={{ mt: 2, gap: 2 }}>
      <Title title={words.title} />
      {seesNothing && <Typography>{words.nothing_to_see}</Typography>}
      <Attention />
      <FirstSteps />
      {may('statistics', 'get') && <Figures />}
    </Stack>
  );
}
