import type { Play } from '../play.ts';
import { ACCOUNTING } from './accounting.ts';
import { COMMERCE } from './commerce.ts';
import { CUSTOMERS } from './customers.ts';
import { FILES } from './files.ts';
import { FITNESS } from './fitness.ts';
import { IDENTITY } from './identity.ts';
import { MESSAGES } from './messages.ts';
import { META } from './meta.ts';
import { PAYMENTS } from './payments.ts';
import { SERVICE_ACCOUNTS } from './service-accounts.ts';
import { SOCIAL } from './social.ts';
import { WORK } from './work.ts';
import { WORKSPACE } from './workspace.ts';

export const PLAYS: Play[] = [
  ...ACCOUNTING,
  ...COMMERCE,
  ...CUSTOMERS,
  ...FILES,
  ...FITNESS,
  ...IDENTITY,
  ...MESSAGES,
  ...META,
  ...PAYMENTS,
  ...SERVICE_ACCOUNTS,
  ...SOCIAL,
  ...WORK,
  ...WORKSPACE,
];
