import CheckIcon from '@mui/icons-material/CheckCircle';
import OpenIcon from '@mui/icons-material/RadioButtonUnchecked';
import { Box, Button, Card, CardContent, Typography } from '@mui/material';
import { useStore } from 'react-admin';
import { Link } from 'react-router-dom';
import { useCurrentUser } from '../current-user.ts';
import { texts } from '../texts/index.ts';
import { useSteps, type Step } from './steps.ts';

const words = texts.console.overview;

/** Guides users from an empty tenant to a running flow. Hidden when done or dismissed. */
export function FirstSteps() {
  const { id, tenant } = useCurrentUser();
  const [away, setAway] = useStore(`first steps ${tenant.id} ${id}`, false);
  const steps = useSteps(!away);
  if (away || steps === undefined || steps.every(({ done }) => done)) return null;
  return (
    <Card component="section" aria-labelledby="steps-title">
      <CardContent>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: 1 }}>
          <Typography id="steps-title" component="h2" variant="h6">
            {words.first_steps}
          </Typography>
          <Button size="small" onClick={() => setAway(true)}>
            {words.dismiss}
          </Button>
        </Box>
        <Typography sx={{ color: 'text.secondary' }}>{words.first_steps_text}</Typography>
        <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {steps.map((step) => (
            <OneStep key={step.title} step={step} />
          ))}
        </Box>
      </CardContent>
    </Card>
  );
}

function OneStep({ step: { title, text, done, ways } }: { step: Step }) {
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1.5, pt: 1.5 }}>
      {done ? (
        <CheckIcon color="success" titleAccess={words.done} />
      ) : (
        <OpenIcon titleAccess={words.open} sx={{ color: 'text.secondary' }} />
      )}
      <Box sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Typography sx={{ fontWeight: 600 }}>
          {title}
          {!done &&
            ways.map(({ to, label }) => (
              <Box key={to} component="span" sx={{ fontWeight: 400, ml: 1.5 }}>
                <Link to={to}>{label}</Link>
              </Box>
            ))}
        </Typography>
        <Typography variant="body2" sx={{ color: 'text.secondary' }}>
          {text}
        </Typography>
      </Box>
    </Box>
  );
}
