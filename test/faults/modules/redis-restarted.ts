import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'Redis is shut down, and started again',
  store: singleRedis,
  async strike({ servers: redis }) {
    await redis.shutDown();
    await redis.start();
  },
});
