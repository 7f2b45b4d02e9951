import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../support/hostile/answers.js';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

/** More than the five seconds that a caller waits. */
const SHORTEST_DELAY_MS = 5200;
const MORE_DELAY_MS = 4000;

let refreshes = 0;

/** Handles the request, which uses up the refresh token. Every second answer comes late. */
const late: Answer = (_req, res, behave) => {
  refreshes += 1;
  const ms = refreshes % 2 === 0 ? 0 : SHORTEST_DELAY_MS + ((refreshes * 700) % MORE_DELAY_MS);
  const end = res.end.bind(res) as (body: string) => typeof res;
  res.end = ((body: string) => {
    setTimeout(() => end(body), ms);
    return res;
  }) as typeof res.end;
  behave();
};

export default fault({
  title: 'For 40 s the provider answers every second refresh after 5 to 9 s. It never accepts a refresh token twice',
  store: singleRedis,
  isStrict: true,
  async strike({ provider }) {
    provider.misbehave({ refresh: late });
    await wait(40_000);
    provider.misbehave();
  },
});
