import { Stack } from '@mui/material';
import { DataTable } from 'react-admin';
import { Empty } from '../parts/empty.tsx';
import { ListPage, ON_WIDE_SCREENS } from '../parts/list-page.tsx';
import { Moment } from '../parts/moment.tsx';
import { UserFilter } from '../parts/user-filter.tsx';
import { UserEmail } from '../parts/user-email.tsx';
import { texts } from '../texts/index.ts';
import type { KeyRecord } from './key-record.ts';
import { KeyName } from './key-name.tsx';

const words = texts.console.api_keys;
const { fields } = texts.resources['api-keys'];

export default function KeyList() {
  return (
    <ListPage
      sort={{ field: 'created_at', order: 'DESC' }}
      action={words.new}
      filters={
        <Stack direction="row" sx={{ pt: 0.5 }}>
          <UserFilter label={fields.user_id} />
        </Stack>
      }
      empty={
        <Empty
          title={words.empty}
          text={words.empty_text}
          readOnly={words.empty_read_only}
          action={words.new}
        />
      }
    >
      <DataTable.Col source="name" render={(key: KeyRecord) => <KeyName apiKey={key} />} />
      <DataTable.Col
        source="user_id"
        disableSort
        sx={{ overflowWrap: 'anywhere' }}
        render={({ user_id }: KeyRecord) => <UserEmail id={user_id} />}
      />
      <DataTable.Col
        source="last_used_at"
        sx={ON_WIDE_SCREENS}
        render={({ last_used_at }: KeyRecord) => <Moment at={last_used_at} />}
      />
      <DataTable.Col
        source="expires_at"
        sx={ON_WIDE_SCREENS}
        render={({ expires_at }: KeyRecord) => <Moment at={expires_at} />}
      />
      <DataTable.Col
        source="created_at"
        sx={ON_WIDE_SCREENS}
        render={({ created_at }: KeyRecord) => <Moment at={created_at} />}
      />
    </ListPage>
  );
}
