import DeleteIcon from '@mui/icons-material/DeleteForever';
import { Card, CardContent, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { ConfirmButton } from '../parts/confirm-button.tsx';
import { fill } from '../parts/fill.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.settings;

/** Deletes the tenant, after the user has entered its name. */
export function DangerZone({ name, remove }: { name: string; remove(): Promise<unknown> }) {
  const [typed, setTyped] = useState('');
  return (
    <Card sx={{ '&&': { borderColor: 'error.main' } }}>
      <CardContent>
        <Typography component="h2" variant="h6" gutterBottom>
          {words.danger}
        </Typography>
        <Typography gutterBottom>{words.delete_help}</Typography>
        <ConfirmButton
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
        </ConfirmButton>
      </CardContent>
    </Card>
  );
}
