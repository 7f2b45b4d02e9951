import { setTimeout as wait } from 'node:timers/promises';
import { oneByteASecond } from '../../support/hostile/answers.js';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

export default fault({
  title: 'The provider is slow for 20 s: a byte per second',
  store: singleRedis,
  // A login has three requests, each with a limit of 5 s.
  longestRequestMs: 16_000,
  async strike({ provider }) {
    provider.misbehave({ token: oneByteASecond, refresh: oneByteASecond, userinfo: oneByteASecond });
    await wait(20_000);
    provider.misbehave();
  },
});
