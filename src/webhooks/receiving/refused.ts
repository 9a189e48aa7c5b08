import { AppError } from '../../errors.ts';

/** The 401 for who has not proven to be the sender. @param reason a sentence, without anything secret */
export function refused(reason: string): AppError {
  return new AppError('unauthenticated', `The sender is not proven. ${reason}`, {
    challenge: 'Signature realm="valetkey"',
  });
}
