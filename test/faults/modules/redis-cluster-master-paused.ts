import { setTimeout as wait } from 'node:timers/promises';
import { fault } from '../play.js';
import { redisCluster } from '../stores.js';

export default fault({
  title: 'Redis Cluster: a master is paused for 15 s, with open connections; its replica takes over',
  store: redisCluster,
  async strike({ servers: cluster }) {
    const [first] = cluster.nodes;
    first?.freeze();
    await Promise.all([cluster.failedOver(), wait(15_000)]);
    first?.thaw();
    // Until then the old master may accept writes that are lost.
    await first?.isNow('slave');
  },
});
