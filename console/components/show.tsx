import DownloadIcon from '@mui/icons-material/Download';
import { Box, Button } from '@mui/material';
import { useRecordContext } from 'react-admin';
import { download } from '../parts/download.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { ShowCard } from '../parts/show-page.tsx';
import { texts } from '../texts/index.ts';
import type { ComponentRecord } from './component-record.ts';
import { Known } from './edit.tsx';
import { NeededClient } from './needed-client.tsx';

const { fields } = texts.resources.components;

export default function ComponentShow() {
  return (
    <ShowCard>
      <NeededClient />
      <Known />
      <Description />
    </ShowCard>
  );
}

function Description() {
  const component = useRecordContext<ComponentRecord>();
  if (component === undefined) return null;
  return (
    <Facts>
      <Fact name={fields.name}>{component.name}</Fact>
      <Fact name={fields.description}>{component['description']}</Fact>
      <Fact name={fields.descriptor}>
        <Box
          component="pre"
          tabIndex={0}
          sx={{ m: 0, overflow: 'auto', maxHeight: '32rem', fontSize: '0.875rem' }}
        >
          {JSON.stringify(component.descriptor, null, 2)}
        </Box>
        <Button
          startIcon={<DownloadIcon />}
          onClick={() =>
            download('component.json', JSON.stringify(component.descriptor, null, 2), 'application/json')
          }
        >
          {texts.console.components.download}
        </Button>
      </Fact>
    </Facts>
  );
}
