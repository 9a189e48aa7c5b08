import express, { type Request, type Response } from 'express';
import { AppError } from '../../errors.ts';

/** The bytes of a request as they came, at most `limit` of them. @throws AppError payload_too_large */
export type BodyReader = (request: Request, response: Response) => Promise<Buffer>;

/** A compressed body is refused: nobody knows how large it is. */
export function createBodyReader(limit: number): BodyReader {
  const raw = express.raw({ type: () => true, limit, inflate: false });
  return (request, response) =>
    new Promise((resolve, reject) => {
      raw(request, response, (error?: unknown) => {
        const { type } = (error ?? {}) as { type?: string };
        if (error === undefined) resolve(Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
        else if (type === 'entity.too.large')
          reject(
            new AppError(
              'payload_too_large',
              `The body is larger than ${limit} bytes, which is what the operator allows (WEBHOOK_BODY_LIMIT).`,
            ),
          );
        else reject(error as Error);
      });
    });
}
