import { Box } from '@mui/material';
import { CopyButton } from './copy.tsx';

interface Props {
  text: string;
  /** What it is, for whoever does not see where it stands. */
  name: string;
  /** Offers to copy it. */
  copy?: boolean;
}

/** Text as it is, letter for letter: long lines break, long texts scroll. */
export function CodeBlock({ text, name, copy = false }: Props) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 0.5, minWidth: 0 }}>
      <Box
        component="pre"
        role="region"
        aria-label={name}
        tabIndex={0}
        sx={{
          m: 0,
          p: 1.5,
          flex: '1 1 auto',
          minWidth: 0,
          maxHeight: '24rem',
          overflow: 'auto',
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
          fontSize: '0.875rem',
          lineHeight: 1.5,
          borderRadius: 1,
          bgcolor: 'background.default',
        }}
      >
        {text}
      </Box>
      {copy && <CopyButton value={text} name={name} />}
    </Box>
  );
}
