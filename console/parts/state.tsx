import { Chip } from '@mui/material';

/** A state in a word; the colour says it a second time, and nothing by itself. */
export function State({ word, mood = 'plain' }: { word: string; mood?: 'good' | 'warning' | 'plain' }) {
  const color = mood === 'good' ? 'success' : mood === 'warning' ? 'warning' : 'default';
  return <Chip label={word} size="small" variant="outlined" color={color} />;
}
