import { fault } from '../play.js';
import { redisCluster } from '../stores.js';

export default fault({
  title: 'Redis Cluster: a master is killed; its replica takes over',
  store: redisCluster,
  async strike({ servers: cluster }) {
    await cluster.nodes[0]?.kill();
    await cluster.failedOver();
  },
});
