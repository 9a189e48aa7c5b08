import { MenuItem, TextField } from '@mui/material';
import { useListContext } from 'react-admin';
import { useNames } from '../parts/use-names.ts';
import { texts } from '../texts/index.ts';

const words = texts.console.events;

/** Of which webhook the events are. */
export function WebhookFilter() {
  const { filterValues, setFilters } = useListContext();
  const chosen = String(filterValues['webhook'] ?? '');
  const { first, nameOf } = useNames('webhooks', chosen === '' ? [] : [chosen]);
  const others = chosen === '' || first.some(({ id }) => id === chosen) ? [] : [chosen];
  const change = (id: string) => {
    const { webhook: _, ...rest } = filterValues;
    setFilters(id === '' ? rest : { ...rest, webhook: id });
  };
  return (
    <TextField
      select
      label={texts.resources['webhook-events'].fields.webhook_id}
      value={chosen}
      onChange={(event) => change(event.target.value)}
      slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
      sx={{ minWidth: '14rem', maxWidth: '100%', mr: 2, my: 0.5 }}
    >
      <MenuItem value="">{words.all_webhooks}</MenuItem>
      {first.map(({ id, name }) => (
        <MenuItem key={id} value={id} sx={BREAKS}>
          {name}
        </MenuItem>
      ))}
      {others.map((id) => (
        <MenuItem key={id} value={id} sx={BREAKS}>
          {nameOf(id) ?? words.webhook_gone}
        </MenuItem>
      ))}
    </TextField>
  );
}

const BREAKS = { whiteSpace: 'normal', overflowWrap: 'anywhere', maxWidth: '30rem' } as const;
