import AddIcon from '@mui/icons-material/Add';
import RemoveIcon from '@mui/icons-material/Delete';
import { Box, Button, FormHelperText, FormLabel, IconButton, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { useInput } from 'react-admin';
import { Copyable } from '../parts/copy.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';
import { POSTMAN } from './app-record.ts';
import { faultsByItem } from '../parts/faults-by-item.ts';

const words = texts.console.apps;
const label = texts.resources['oauth-apps'].fields.redirect_uris;
const numbered = (text: string, index: number) => fill(text, { number: index + 1 });

/** One input per redirect URI, with errors at the URI they are about. */
export function RedirectUrisInput() {
  const { field, fieldState } = useInput({ source: 'redirect_uris' });
  const uris = field.value as string[];
  // The new input gets the focus.
  const [added, setAdded] = useState<number>();
  // Empty lines are not sent, so the API does not count them.
  const sent = uris.flatMap((uri, index) => (uri === '' ? [] : [index]));
  const faults = faultsByItem(fieldState.error?.message);
  const faultAt = (index: number) => faults.at.get(sent.indexOf(index));
  const add = () => {
    setAdded(uris.length);
    field.onChange([...uris, '']);
  };
  const change = (index: number, uri: string) =>
    field.onChange(uris.map((one, at) => (at === index ? uri : one)));
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, mt: 2, mb: 2, p: 0, minWidth: 0 }}>
      <FormLabel component="legend" sx={{ mb: 1, fontSize: '0.875rem' }}>
        {label}
      </FormLabel>
      {uris.map((uri, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the focus stays in its place when a row is removed
        <Box key={index} sx={{ display: 'flex', alignItems: 'flex-start', gap: 0.5 }}>
          <TextField
            label={numbered(words.redirect_uri, index)}
            value={uri}
            onChange={(event) => change(index, event.target.value)}
            onBlur={field.onBlur}
            autoFocus={index === added}
            autoComplete="off"
            fullWidth
            error={faultAt(index) !== undefined}
            helperText={faultAt(index)}
            slotProps={{ htmlInput: { inputMode: 'url', spellCheck: false } }}
          />
          <IconButton
            aria-label={numbered(words.remove_redirect_uri, index)}
            title={numbered(words.remove_redirect_uri, index)}
            sx={{ mt: 0.75 }}
            onClick={() => field.onChange(uris.filter((_, at) => at !== index))}
          >
            <RemoveIcon />
          </IconButton>
        </Box>
      ))}
      {faults.loose.length > 0 && (
        <FormHelperText error role="alert" tabIndex={-1} data-fault={label}>
          {faults.loose.join(' ')}
        </FormHelperText>
      )}
      <Button startIcon={<AddIcon />} variant="outlined" onClick={add}>
        {words.add_redirect_uri}
      </Button>
      <FormHelperText sx={{ mt: 1 }}>{words.redirect_uris_help}</FormHelperText>
      <Typography
        variant="body2"
        component="div"
        sx={{ mt: 1, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 1 }}
      >
        {words.postman} <Copyable value={POSTMAN} name={words.postman_name} />
        {!uris.includes(POSTMAN) && (
          <Button size="small" onClick={() => field.onChange([...uris.filter((uri) => uri !== ''), POSTMAN])}>
            {words.postman_add}
          </Button>
        )}
      </Typography>
    </Box>
  );
}
