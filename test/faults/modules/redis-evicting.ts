import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

const ROOM_BYTES = 200_000;

export default fault({
  title: 'Redis evicts records for 15 s (`allkeys-lru`)',
  store: singleRedis,
  forgets: true,
  async strike({ servers: redis }) {
    await redis.limitMemory(ROOM_BYTES, 'allkeys-lru');
    await wait(15_000);
    await redis.run((client) => client.config('SET', 'maxmemory', '0'));
  },
});
