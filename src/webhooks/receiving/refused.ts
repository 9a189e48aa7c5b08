import { AppError } from '../../errors.ts';

/** The 401 for a sender that could not be verified. @param reason a sentence that contains no secrets */
export function refused(reason: string): AppError {
  return new AppError('unauthenticated', `The sender could not be verified. ${reason}`, {
    challenge: 'Signature realm="valetkey"',
  });
}
