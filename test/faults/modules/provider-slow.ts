import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from '../../support/hostile/answers.js';
import { fault } from '../play.js';
import { singleRedis } from '../stores.js';

/** Sends white space, a byte per second, until the fault is over. Then the answers to those who still wait follow. */
function slowAnswers(): { answer: Answer; finish: () => void } {
  const waiting = new Set<() => void>();
  const answer: Answer = (_req, res, behave) => {
    res.setHeader('content-type', 'application/json').write(' ');
    const timer = setInterval(() => res.write(' '), 1000);
    waiting.add(behave);
    res.on('close', () => {
      clearInterval(timer);
      waiting.delete(behave);
    });
  };
  return { answer, finish: () => waiting.forEach((behave) => behave()) };
}

export default fault({
  title: 'The provider is slow for 20 s: a byte per second',
  store: singleRedis,
  // A login has three requests, each with a limit of 5 s.
  longestRequestMs: 16_000,
  async strike({ provider }) {
    const { answer, finish } = slowAnswers();
    provider.misbehave({ token: answer, refresh: answer, userinfo: answer });
    await wait(20_000);
    provider.misbehave();
    finish();
  },
});
