import { Box, Card, CardContent, Skeleton, Typography } from '@mui/material';
import { lazy, Suspense, type ReactNode } from 'react';
import type { Bars } from './chart.tsx';

/** The chart library is loaded only when there is something to draw. */
const Chart = lazy(() => import('./chart.tsx'));

const HEIGHT = 220;

interface Props extends Omit<Bars, 'height'> {
  id: string;
  title: string;
  /** The data of the chart, as numbers. */
  summary: string;
  /** Shown if there is no data. */
  empty: string;
  /** A text alternative for screen readers. */
  children?: ReactNode;
}

/** A chart with its numbers. */
export function ChartCard({ id, title, summary, empty, children, ...bars }: Props) {
  const hasData = bars.series.some(({ values }) => values.some((value) => value > 0));
  return (
    <Card component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <CardContent>
        <Typography id={id} component="h3" sx={{ fontWeight: 650 }}>
          {title}
        </Typography>
        <Typography sx={{ color: 'text.secondary' }}>{hasData ? summary : empty}</Typography>
        {hasData && (
          <Box role="img" aria-label={`${title}: ${summary}`} sx={{ minHeight: HEIGHT, mt: 1 }}>
            <Suspense fallback={<Skeleton variant="rounded" height={HEIGHT} />}>
              <Chart {...bars} height={HEIGHT} />
            </Suspense>
          </Box>
        )}
        {hasData && children}
      </CardContent>
    </Card>
  );
}
