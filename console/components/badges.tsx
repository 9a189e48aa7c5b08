import { Stack } from '@mui/material';
import type { ApiRecord } from '../api/records.ts';
import { State } from '../parts/state.tsx';
import { texts } from '../texts/index.ts';

const words = texts.console.components;

export interface ComponentRecord extends ApiRecord {
  name: string;
  access: 'tenant' | 'global';
  /** Whether it is this tenant's, which alone may change it. */
  own: boolean;
  usable: boolean;
  uses_oauth_client: boolean;
  descriptor?: Record<string, unknown>;
}

/** Whether it can be used here as it is, and who sees it. */
export function Badges({ component }: { component: Pick<ComponentRecord, 'access' | 'own' | 'usable'> }) {
  return (
    <Stack direction="row" useFlexGap sx={{ flexWrap: 'wrap', gap: 0.75 }}>
      <State
        {...(component.usable
          ? { word: words.usable, mood: 'good' }
          : { word: words.needs_client, mood: 'warning' })}
      />
      {component.access === 'global' && (
        <State word={component.own ? words.global : words.global_of_others} />
      )}
    </Stack>
  );
}
