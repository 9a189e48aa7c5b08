import { Chip } from '@mui/material';
import type { Tone } from './tone.ts';

const COLORS = { good: 'success', warning: 'warning', bad: 'error', plain: 'default' } as const;

/** A state in a word. The color repeats it, and carries no meaning of its own. */
export function State({ word, tone = 'plain' }: { word: string; tone?: Tone }) {
  const color = COLORS[tone];
  return <Chip label={word} size="small" variant="outlined" color={color} />;
}
