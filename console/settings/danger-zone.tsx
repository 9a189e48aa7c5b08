import DeleteIcon from '@mui/icons-material/DeleteForever';
import { Card, CardContent, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { AskFirst } from '../parts/ask-first.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.settings;

/** The end of the tenant: whoever means it types its name. */
export function DangerZone({ name, remove }: { name: string; remove(): Promise<unknown> }) {
  const [typed, setTyped] = useState('');
  return (
    <Card sx={{ '&&': { borderColor: 'error.main' } }}>
      <CardContent>
        <Typography component="h2" variant="h6" gutterBottom>
          {words.danger}
        </Typography>
        <Typography gutterBottom>{words.delete_help}</Typography>
        <AskFirst
          action={words.delete}
          icon={<DeleteIcon />}
          color="error"
          title={fill(words.delete_title, { name })}
          text={words.delete_text}
          confirm={words.delete_confirm}
          cancel={words.delete_cancel}
          ready={typed.trim() === name.trim()}
          onConfirm={async () => {
            await remove();
            location.assign('/console');
          }}
        >
          <TextField
            label={words.delete_type}
            helperText={name}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            fullWidth
            sx={{ mt: 2 }}
            slotProps={{ htmlInput: { autoComplete: 'off', spellCheck: false } }}
          />
        </AskFirst>
      </CardContent>
    </Card>
  );
}
