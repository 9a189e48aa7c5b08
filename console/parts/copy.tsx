import CheckIcon from '@mui/icons-material/Check';
import CopyIcon from '@mui/icons-material/ContentCopy';
import { Box, IconButton } from '@mui/material';
import { useState } from 'react';
import { useNotify } from 'react-admin';
import { fill } from './fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.copy;
/** How long the button shows "copied", in milliseconds. */
const COPIED_FOR = 3_000;

/** Copies a value. The name is for screen readers. */
export function CopyButton({ value, name }: { value: string; name: string }) {
  const [copied, setCopied] = useState(false);
  const notify = useNotify();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      return notify(words.failed, { type: 'warning' });
    }
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_FOR);
  };
  const label = fill(copied ? words.copied : words.copy, { name });
  return (
    <IconButton size="small" aria-label={label} title={label} onClick={() => void copy()}>
      {copied ? <CheckIcon fontSize="small" color="success" /> : <CopyIcon fontSize="small" />}
    </IconButton>
  );
}

/** A value to copy: a URL, an ID, a secret. */
export function Copyable({ value, name }: { value: string; name: string }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, maxWidth: '100%' }}>
      <Box component="code" sx={{ overflowWrap: 'anywhere', minWidth: 0 }}>
        {value}
      </Box>
      <CopyButton value={value} name={name} />
    </Box>
  );
}
