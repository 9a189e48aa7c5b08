import { Avatar, Box, Stack } from '@mui/material';

/** White on each of these has a contrast of at least 5:1. */
const GROUNDS = ['#1459b8', '#1c6b3a', '#8a4b00', '#7a2e8a', '#a3241c', '#0b5f6b'];

/** Replaces a logo, which would have to be loaded from another site. Decorative only. */
export function Initials({ name, size = 32 }: { name: string; size?: number }) {
  const letters = name
    .split(/[\s._-]+/)
    .flatMap((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? [])
    .slice(0, 2);
  const sum = Array.from(name, (sign) => sign.codePointAt(0)!).reduce((total, code) => total + code, 0);
  return (
    <Avatar
      aria-hidden
      sx={{
        bgcolor: GROUNDS[sum % GROUNDS.length],
        color: '#fff',
        width: size,
        height: size,
        fontSize: size * 0.4,
        fontWeight: 650,
      }}
    >
      {letters.join('').toUpperCase()}
    </Avatar>
  );
}

/** As many initials as needed to distinguish a name from others. */
const CLAMPED = {
  display: '-webkit-box',
  overflow: 'hidden',
  overflowWrap: 'anywhere',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
} as const;

/** A name with its initials in front. */
export function Named({ name }: { name: string }) {
  return (
    <Stack direction="row" sx={{ alignItems: 'center', gap: 1.5, minWidth: 0 }}>
      <Initials name={name} />
      <Box component="bdi" title={name} sx={CLAMPED}>
        {name}
      </Box>
    </Stack>
  );
}
