import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'Redis is killed, and started again after 5 s',
  store: singleRedis,
  async strike({ servers: redis }) {
    await redis.kill();
    await wait(5000);
    await redis.start();
  },
});
