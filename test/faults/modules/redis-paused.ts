import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'Redis is paused for 30 s, with open connections',
  store: singleRedis,
  async strike({ servers: redis }) {
    redis.freeze();
    await wait(30_000);
    redis.thaw();
  },
});
