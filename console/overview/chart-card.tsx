import { Box, Card, CardContent, Skeleton, Typography } from '@mui/material';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Bars } from './chart.tsx';

/** Drawn by a part of its own, which is fetched when there is something to draw. */
const Chart = lazy(() => import('./chart.tsx'));

const HEIGHT = 220;

interface Props extends Omit<Bars, 'height'> {
  id: string;
  title: string;
  /** What the picture says, in numbers. */
  summary: string;
  /** What is said where there is nothing to draw. */
  empty: string;
  /** The same in words, for whoever does not see the picture. */
  children?: ReactNode;
}

/** A picture of numbers, with the numbers. */
export function ChartCard({ id, title, summary, empty, children, ...bars }: Props) {
  const drawn = bars.series.some(({ values }) => values.some((value) => value > 0));
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <CardContent>
        <Typography id={id} component="h3" sx={{ fontWeight: 650 }}>
          {title}
        </Typography>
        <Typography sx={{ color: 'text.secondary' }}>{drawn ? summary : empty}</Typography>
        {drawn && (
          <Box role="img" aria-label={`${title}: ${summary}`} sx={{ minHeight: HEIGHT, mt: 1 }}>
            <Suspense fallback={<Skeleton variant="rounded" height={HEIGHT} />}>
              <Chart {...bars} height={HEIGHT} />
            </Suspense>
          </Box>
        )}
        {drawn && children}
      </CardContent>
    </Card>
  );
}
