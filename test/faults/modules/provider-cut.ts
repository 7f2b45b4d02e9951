import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../support/hostile/answers.js';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

/** Handles the request, but ends the connection before the last byte of the answer. The code or refresh token is used up. */
const cut: Answer = (req, res, behave) => {
  res.end = ((body: string) => res.write(body.slice(0, -1), () => req.socket.destroy())) as unknown as typeof res.end;
  behave();
};

export default fault({
  title: 'The provider cuts every answer short for 10 s',
  store: singleRedis,
  async strike({ provider }) {
    provider.misbehave({ token: cut, refresh: cut, userinfo: cut });
    await wait(10_000);
    provider.misbehave();
  },
});
