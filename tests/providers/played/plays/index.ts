import type { Play } from '../play.ts';
import { ACCOUNTING } from './accounting.ts';
import { COMMERCE } from './commerce.ts';
import { CUSTOMERS } from './customers.ts';
import { FILES } from './files.ts';
import { IDENTITY } from './identity.ts';
import { MESSAGES } from './messages.ts';
import { SOCIAL } from './social.ts';
import { WORK } from './work.ts';

export const PLAYS: Play[] = [
  ...MESSAGES,
  ...SOCIAL,
  ...WORK,
  ...CUSTOMERS,
  ...FILES,
  ...ACCOUNTING,
  ...COMMERCE,
  ...IDENTITY,
];
