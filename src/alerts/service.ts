import type { ReadAction, WriteAction } from '../actions/index.ts';
import { AppError } from '../errors.ts';
import { sliceOf, type Input, type LogSlice } from '../jsonapi/index.ts';
import { raiseAlert } from './raise.ts';
import { listAlerts, type Alert } from './store.ts';

export interface Alerts {
  list: ReadAction<Input, LogSlice<Alert>>;
  /** Sends a test alert. @throws AppError conflict if the tenant has no `alert_url` */
  test: WriteAction<Input, Alert>;
}

export function createAlerts(): Alerts {
  return {
    list: {
      name: 'alerts.list',
      permission: 'tenants.tenants.edit',
      writes: false,
      async run({ db }, { query }) {
        const { size, after } = query.page;
        return sliceOf(await listAlerts(db, after, size + 1), size);
      },
    },
    test: {
      name: 'alerts.test',
      permission: 'tenants.tenants.edit',
      writes: true,
      async run({ db, now, actor }) {
        const alert = await raiseAlert(db, now, 'alert.test', {
          tenant_id: db.tenantId,
          sent_by: actor.name,
        });
        if (alert === undefined)
          throw new AppError(
            'conflict',
            'The tenant has no alert_url, or too many alerts wait to be sent. Set alert_url, or wait until it responds.',
          );
        return alert;
      },
      audit: ({ id }) => ({ type: 'alert', id }),
    },
  };
}
