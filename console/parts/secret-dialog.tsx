import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { texts } from '../texts/index.ts';
import { Copyable } from './copy.tsx';
import { Fact, Facts } from './facts.tsx';

const words = texts.console.secret;

interface Props {
  title: string;
  /** The secrets to show once, by label. */
  secrets: Record<string, string>;
  /** What the secrets are for. */
  help?: string;
  onClose(): void;
}

/** Shows a secret once. Only its button closes it, so it cannot be dismissed by accident. */
export function SecretDialog({ title, secrets, help, onClose }: Props) {
  return (
    <Dialog open maxWidth="sm" fullWidth aria-labelledby="secret-title">
      <DialogTitle id="secret-title">{title}</DialogTitle>
      <DialogContent>
        <Alert severity="warning" sx={{ mb: 2 }}>
          {words.once}
        </Alert>
        <Facts>
          {Object.entries(secrets).map(([name, value]) => (
            <Fact key={name} name={name}>
              <Copyable value={value} name={name} />
            </Fact>
          ))}
        </Facts>
        {help !== undefined && <Typography color="text.secondary">{help}</Typography>}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {words.kept}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
