import { fault } from '../play.js';
import { redisSentinels } from '../stores.js';

export default fault({
  title: 'Sentinel: the master is killed; a replica takes over',
  store: () => redisSentinels(),
  async strike({ servers: sentinels }) {
    await sentinels.firstMaster.kill();
    await sentinels.failedOver();
  },
});
