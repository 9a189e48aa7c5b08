import { useTheme, type Theme } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';

/** The label of a bar series. Its color comes from the theme. */
export type Tone = 'good' | 'bad' | 'warning' | 'plain';

export interface Bars {
  /** Labels below the bars, or next to horizontal ones. */
  labels: string[];
  series: { name: string; tone: Tone; values: number[] }[];
  /** Horizontal bars, each in its own color. */
  tones?: Tone[];
  height: number;
}

const COMMON = {
  margin: { left: 0, right: 12, top: 8, bottom: 0 },
  disableKeyboardNavigation: true,
  skipAnimation: true,
};
/** Counts are integers. */
const WHOLE_NUMBERS = { tickMinStep: 1 };

/** The wrapper describes the chart, so this is hidden from screen readers. */
export default function Chart({ tones, ...bars }: Bars) {
  return tones === undefined ? <StackedBars {...bars} /> : <HorizontalBars {...bars} tones={tones} />;
}

/** Stacked bars. */
function StackedBars({ labels, series, height }: Bars) {
  const theme = useTheme();
  return (
    <BarChart
      {...COMMON}
      height={height}
      xAxis={[{ scaleType: 'band', data: labels }]}
      yAxis={[{ ...WHOLE_NUMBERS, width: 44 }]}
      grid={{ horizontal: true }}
      series={series.map(({ name, tone, values }) => ({
        label: name,
        data: values,
        color: colorOf(theme, tone),
        stack: 'all',
      }))}
      hideLegend={series.length < 2}
    />
  );
}

/** Each in its own color. */
function HorizontalBars({ labels, series, tones, height }: Bars & { tones: Tone[] }) {
  const theme = useTheme();
  const colors = tones.map((tone) => colorOf(theme, tone));
  return (
    <BarChart
      {...COMMON}
      height={height}
      layout="horizontal"
      xAxis={[WHOLE_NUMBERS]}
      yAxis={[{ scaleType: 'band', data: labels, width: 168, colorMap: { type: 'ordinal', colors } }]}
      grid={{ vertical: true }}
      series={series.map(({ name, values }) => ({ label: name, data: values }))}
      hideLegend
    />
  );
}

function colorOf({ palette }: Theme, tone: Tone): string {
  switch (tone) {
    case 'good':
      return palette.success.main;
    case 'bad':
      return palette.error.main;
    case 'warning':
      return palette.warning.main;
    case 'plain':
      return palette.primary.main;
  }
}
