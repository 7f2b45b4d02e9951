import { setTimeout as wait } from 'node:timers/promises';

/** Commands that a client sends when it connects, or that this file sends. */
const HOUSEKEEPING = new Set(['info', 'client', 'hello', 'select', 'ping', 'cluster', 'command', 'readonly', 'script']);
const SETTLED_MS = 60;

/** How many commands reach Redis while some work is done, those that scripts run in it included; and which. */
export async function commandsOf({ client }, work) {
  const monitor = await client.monitor();
  const commands = [];
  const inScripts = [];
  monitor.on('monitor', (_time, [name], source) => {
    if (HOUSEKEEPING.has(name.toLowerCase())) return;
    (source === 'lua' ? inScripts : commands).push(name.toLowerCase());
  });
  await work();
  // What is sent after the answer counts, too.
  await wait(SETTLED_MS);
  monitor.disconnect();
  return { commands, inScripts };
}

/** How many bytes go to Redis and come from it while some work is done. */
export async function bytesOf({ client }, work) {
  const before = await traffic(client);
  await work();
  await wait(SETTLED_MS);
  const after = await traffic(client);
  return { in: after.in - before.in - before.ownIn, out: after.out - before.out - before.ownOut };
}

/** The traffic so far. The look at it is traffic, too: its question is sent before, its answer after. */
async function traffic(client) {
  const text = await client.info('stats');
  const value = (name) => Number(new RegExp(`${name}:(\\d+)`).exec(text)?.[1]);
  return {
    in: value('total_net_input_bytes'),
    out: value('total_net_output_bytes'),
    ownIn: Buffer.byteLength('*2\r\n$4\r\ninfo\r\n$5\r\nstats\r\n'),
    ownOut: Buffer.byteLength(text) + 8,
  };
}

/** The memory of all keys, in bytes, as Redis accounts for it; also by the beginning of the keys. */
export async function memoryOf({ client }) {
  let total = 0;
  const byKind = {};
  for await (const keys of client.scanStream({ count: 1000 })) {
    for (const key of keys) {
      const bytes = await client.call('MEMORY', 'USAGE', key, 'SAMPLES', '0');
      total += bytes;
      const kind = key.split(':').slice(0, 2).join(':');
      byKind[kind] = (byKind[kind] ?? 0) + bytes;
    }
  }
  return { total, byKind };
}
