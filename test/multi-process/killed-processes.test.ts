import { expect, it } from '@jest/globals';
import { fault, play } from '../faults/play.js';
import { unmetRequirements } from '../faults/report.js';
import { singleRedis } from '../faults/stores.js';

it('invariants 4 and 8: killing processes repeatedly under load signs nobody in or out, and loses no tokens', async () => {
  const killed = fault({
    title: 'One of four processes killed, four times',
    store: singleRedis,
    cutsConnections: true,
    async strike({ apps }) {
      for (let kill = 0; kill < 4; kill += 1) await apps.killNext();
    },
  });
  const tally = await play(killed, { signIns: 10 });
  expect(tally.wrong).toEqual([]);
  expect(unmetRequirements(killed, tally)).toEqual([]);
}, 60_000);
