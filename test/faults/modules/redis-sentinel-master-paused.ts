import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { redisSentinels } from '../stores.js';

export default fault({
  title: 'Sentinel: the master is paused for 15 s, with open connections; a replica takes over',
  store: () => redisSentinels(),
  async strike({ servers: sentinels }) {
    sentinels.firstMaster.freeze();
    await Promise.all([sentinels.failedOver(), wait(15_000)]);
    sentinels.firstMaster.thaw();
    // Until then the old master may accept writes that are lost.
    await sentinels.firstMaster.isNow('slave');
  },
});
