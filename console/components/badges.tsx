import { Stack } from '@mui/material';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';
import type { ComponentRecord } from './component-record.ts';

const words = texts.console.components;

/** Whether the component can be used, and who can see it. */
export function Badges({ component }: { component: Pick<ComponentRecord, 'access' | 'own' | 'usable'> }) {
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 0.75 }}>
      <State
        {...(component.usable
          ? { word: words.usable, tone: 'good' }
          : { word: words.needs_client, tone: 'warning' })}
      />
      {component.access === 'global' && (
        <State word={component.own ? words.global : words.global_of_others} />
      )}
    </Stack>
  );
}
