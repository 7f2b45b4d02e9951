import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

const ROTATIONS = 4;

export default fault({
  title: 'The provider changes its signing key 4 times, every 4 s; the old key is gone at once',
  store: singleRedis,
  async strike({ provider }) {
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      provider.rotate();
      await wait(4000);
    }
  },
});
