import DownloadIcon from '@mui/icons-material/Download';
import { Box, Button, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { CopyButton } from './copy.tsx';
import { download } from './download.ts';
import { fill } from './fill.ts';

const words = texts.console.code;

/** How many characters a page shows. Browsers take seconds to lay out long texts, and senders choose the length. */
export const MAX_SHOWN = 10_000;

interface Props {
  text: string;
  /** Accessible name, for screen readers. */
  name: string;
  /** Shows a copy button. */
  copy?: boolean;
  /** The full text to download, if it differs from the shown one. */
  whole?: string;
}

/** Shows text verbatim: long lines wrap, long texts scroll, and very long ones are truncated. */
export function CodeBlock({ text, name, copy = false, whole = text }: Props) {
  const isCut = text.length > MAX_SHOWN;
  return (
    <>
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
          {text.slice(0, MAX_SHOWN)}
        </Box>
        {copy && !isCut && <CopyButton value={text} name={name} />}
      </Box>
      {isCut && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1.5, mt: 0.5 }}>
          <Typography component="span">{words.cut}</Typography>
          <Button
            size="small"
            startIcon={<DownloadIcon />}
            aria-label={fill(words.download_of, { name })}
            onClick={() => download(`${name}.txt`, whole, 'text/plain')}
          >
            {words.download}
          </Button>
        </Box>
      )}
    </>
  );
}
