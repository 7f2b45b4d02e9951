import { fault } from '../play.js';
import { redisSentinels } from '../stores.js';
import paused from './redis-sentinel-master-paused.js';

export default fault({
  ...paused,
  title: 'The same, with the default options of ioredis',
  store: () => redisSentinels({ defaults: true }),
});
