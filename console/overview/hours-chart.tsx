import { Box, Table, TableBody, TableCell, TableContainer, TableHead, TableRow } from '@mui/material';
import { texts } from '../texts/index.ts';
import { ChartCard } from './chart-card.tsx';
import type { Tone } from './chart.tsx';
import type { Counted, Hour } from './statistics.ts';

const words = texts.console.overview;
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

interface Props {
  id: string;
  title: string;
  hours: Hour[];
  series: { counted: Counted; name: string; tone: Tone }[];
}

/** Activity by hour, as a chart and as a table. */
export function HoursChart({ id, title, hours, series }: Props) {
  const labels = hours.map(({ hour }) => CLOCK.format(new Date(hour)));
  const sums = series.map(
    ({ counted, name }) => `${name}: ${hours.reduce((sum, hour) => sum + hour[counted], 0)}`,
  );
  return (
    <ChartCard
      id={id}
      title={title}
      summary={sums.join(', ')}
      empty={words.quiet}
      labels={labels}
      series={series.map(({ counted, name, tone }) => ({
        name,
        tone,
        values: hours.map((hour) => hour[counted]),
      }))}
    >
      <Box component="details" sx={{ mt: 1 }}>
        <Box component="summary" sx={{ cursor: 'pointer' }}>
          {words.as_table}
        </Box>
        <TableContainer sx={{ maxHeight: '20rem' }} tabIndex={0} component="section" aria-label={title}>
          <Table size="small">
            <TableHead>
              <TableRow>
                <TableCell>{words.hour}</TableCell>
                {series.map(({ counted, name }) => (
                  <TableCell key={counted} align="right">
                    {name}
                  </TableCell>
                ))}
              </TableRow>
            </TableHead>
            <TableBody>
              {hours.map((hour, index) => (
                <TableRow key={hour.hour}>
                  <TableCell component="th" scope="row">
                    {labels[index]}
                  </TableCell>
                  {series.map(({ counted }) => (
                    <TableCell key={counted} align="right">
                      {hour[counted]}
                    </TableCell>
                  ))}
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </TableContainer>
      </Box>
    </ChartCard>
  );
}
