import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'The provider is stopped for 10 s',
  store: singleRedis,
  async strike({ provider }) {
    await provider.leave();
    await wait(10_000);
    await provider.comeBack();
  },
});
