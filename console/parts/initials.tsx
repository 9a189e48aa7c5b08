import { Avatar, Box, Stack } from '@mui/material';

/** Stands for a picture: the console shows none from elsewhere. What it says is said beside it. */
function Initials({ name }: { name: string }) {
  return (
    <Avatar
      variant="rounded"
      aria-hidden
      sx={{
        width: 32,
        height: 32,
        fontSize: '0.8125rem',
        fontWeight: 650,
        bgcolor: 'action.selected',
        color: 'text.primary',
      }}
    >
      {initialsOf(name)}
    </Avatar>
  );
}

/** No more of a name than tells it from others. */
const CLAMPED = {
  display: '-webkit-box',
  overflow: 'hidden',
  overflowWrap: 'anywhere',
  WebkitBoxOrient: 'vertical',
  WebkitLineClamp: 3,
} as const;

/** A name, with its initials before it. */
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

function initialsOf(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? ['?'];
  return words
    .slice(0, 2)
    .map((word) => String.fromCodePoint(word.codePointAt(0)!))
    .join('')
    .toUpperCase();
}
