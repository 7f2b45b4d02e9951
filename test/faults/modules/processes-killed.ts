import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

const KILLS = 15;

export default fault({
  title: 'One of four processes is killed every second, and started again',
  store: singleRedis,
  cutsConnections: true,
  async strike({ apps }) {
    for (let kill = 0; kill < KILLS; kill += 1) await Promise.all([apps.killNext(), wait(1000)]);
  },
});
