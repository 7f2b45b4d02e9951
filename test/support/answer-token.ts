import type { Request, Response } from 'express';
import { requireUser } from '../../src/index.js';

/** A route handler that answers with the user's access token, or with the code of the error. */
export async function answerToken(req: Request, res: Response): Promise<void> {
  const token = requireUser(req).accessToken();
  res.send(await token.catch((error: { code: string }) => error.code));
}
