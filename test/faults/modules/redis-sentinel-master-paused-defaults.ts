import { fault } from '../play.js';
import { redisSentinels } from '../stores.js';
import paused from './redis-sentinel-master-paused.js';

export default fault({
  ...paused,
  title: 'The same, with ioredis’ default options',
  store: () => redisSentinels({ defaults: true }),
});
