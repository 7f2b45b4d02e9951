import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'Redis is out of memory for 10 s (`noeviction`)',
  store: singleRedis,
  async strike({ servers: redis }) {
    await redis.limitMemory(0, 'noeviction');
    await wait(10_000);
    await redis.run((client) => client.config('SET', 'maxmemory', '0'));
  },
});
