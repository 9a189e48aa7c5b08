import { useTheme, type Theme } from '@mui/material';
import { BarChart } from '@mui/x-charts/BarChart';

/** What a bar says; its colour is the theme's. */
export type Mood = 'good' | 'bad' | 'warning' | 'plain';

export interface Bars {
  /** Below the bars, or beside them where they lie. */
  labels: string[];
  series: { name: string; mood: Mood; values: number[] }[];
  /** Lying, each in its own colour. */
  moods?: Mood[];
  height: number;
}

const COMMON = {
  margin: { left: 0, right: 12, top: 8, bottom: 0 },
  disableKeyboardNavigation: true,
  skipAnimation: true,
};
/** Nothing happens by halves. */
const WHOLE_NUMBERS = { tickMinStep: 1 };

/** The wrapping says what the bars show: in here is but the picture. */
export default function Chart({ moods, ...bars }: Bars) {
  return moods === undefined ? <Upright {...bars} /> : <Lying {...bars} moods={moods} />;
}

/** One upon the other. */
function Upright({ labels, series, height }: Bars) {
  const theme = useTheme();
  return (
    <BarChart
      {...COMMON}
      height={height}
      xAxis={[{ scaleType: 'band', data: labels }]}
      yAxis={[{ ...WHOLE_NUMBERS, width: 44 }]}
      grid={{ horizontal: true }}
      series={series.map(({ name, mood, values }) => ({
        label: name,
        data: values,
        color: colourOf(theme, mood),
        stack: 'all',
      }))}
      hideLegend={series.length < 2}
    />
  );
}

/** Each in its own colour. */
function Lying({ labels, series, moods, height }: Bars & { moods: Mood[] }) {
  const theme = useTheme();
  const colors = moods.map((mood) => colourOf(theme, mood));
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

function colourOf({ palette }: Theme, mood: Mood): string {
  switch (mood) {
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
