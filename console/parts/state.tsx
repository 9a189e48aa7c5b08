import { Chip } from '@mui/material';
import type { Mood } from './mood.ts';

const COLOURS = { good: 'success', warning: 'warning', bad: 'error', plain: 'default' } as const;

/** A state in a word; the colour says it a second time, and nothing by itself. */
export function State({ word, mood = 'plain' }: { word: string; mood?: Mood }) {
  const color = COLOURS[mood];
  return <Chip label={word} size="small" variant="outlined" color={color} />;
}
