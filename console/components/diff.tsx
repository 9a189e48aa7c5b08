import { Box } from '@mui/material';
import { texts } from '../texts/index.ts';
import { linesOf, type Line } from './migration.ts';
import { MONOSPACE } from '../monospace.ts';

const words = texts.console.components.migration;

/** A diff of two files: removed, added and unchanged lines. */
export function Diff({ before, after }: { before: string; after: string }) {
  return (
    <Box
      component="section"
      aria-label={words.difference}
      tabIndex={0}
      sx={{
        maxHeight: '28rem',
        overflow: 'auto',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        fontFamily: MONOSPACE,
        fontSize: '0.8125rem',
        lineHeight: 1.6,
      }}
    >
      <Box component="table" sx={{ borderCollapse: 'collapse', minWidth: '100%' }}>
        <tbody>
          {linesOf(before, after).map((line) => (
            <Row key={`${line.before} ${line.after}`} line={line} />
          ))}
        </tbody>
      </Box>
    </Box>
  );
}

function Row({ line: { before, after, text } }: { line: Line }) {
  const kind = before === null ? 'added' : after === null ? 'removed' : 'same';
  return (
    <Box
      component="tr"
      sx={(theme) => ({
        ...(kind !== 'same' && {
          bgcolor: `color-mix(in srgb, ${theme.palette[kind === 'added' ? 'success' : 'error'].main} 14%, transparent)`,
        }),
      })}
    >
      <Box component="td" sx={NUMBER}>
        {before}
      </Box>
      <Box component="td" sx={NUMBER}>
        {after}
      </Box>
      <Box component="td" sx={{ px: 1, whiteSpace: 'pre' }}>
        <Box component={kind === 'added' ? 'ins' : kind === 'removed' ? 'del' : 'span'} sx={PLAIN}>
          {SIGNS[kind]} {text}
        </Box>
      </Box>
    </Box>
  );
}

const SIGNS = { added: '+', removed: '−', same: ' ' };
const NUMBER = { px: 1, color: 'text.secondary', textAlign: 'right', userSelect: 'none' } as const;
const PLAIN = { textDecoration: 'none' };
