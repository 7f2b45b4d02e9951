import { freePort } from './free-port.js';
import { RedisServer } from './redis-server.js';
import { waitUntil } from './wait-until.js';

const SLOTS = 16_384;
const MASTERS = 3;
/** The distance of a node's bus port from its port (Redis Cluster specification). */
const BUS_OFFSET = 10_000;
const HIGHEST_PORT = 65_535;

/** A local Redis Cluster of three masters with one replica each. */
export class RedisCluster {
  /** The first masters, and then the replica of each. */
  readonly nodes: readonly RedisServer[];

  private constructor(nodes: readonly RedisServer[]) {
    this.nodes = nodes;
  }

  static async start(): Promise<RedisCluster> {
    const nodes: RedisServer[] = [];
    const cluster = new RedisCluster(nodes);
    try {
      for (let count = 0; count < 2 * MASTERS; count += 1)
        nodes.push(await RedisServer.start({ port: await portWithBus(), options: OPTIONS }));
      await cluster.#form();
    } catch (error) {
      await cluster.stop();
      throw error;
    }
    return cluster;
  }

  /** The addresses for a client. */
  get addresses(): { host: string; port: number }[] {
    return this.nodes.map(({ port }) => ({ host: '127.0.0.1', port }));
  }

  /** The first master of a slot. */
  firstMasterOf(slot: number): RedisServer {
    return this.nodes[Math.floor((slot * MASTERS) / SLOTS)] as RedisServer;
  }

  /** Resolves when the replica of the first master has replaced it and serves requests. */
  async failedOver(): Promise<void> {
    const heir = this.nodes[MASTERS] as RedisServer;
    await heir.isNow('master');
    await waitUntil('all slots are served', async () => (await info(heir)).includes('cluster_state:ok'));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  async #form(): Promise<void> {
    const [first] = this.nodes as [RedisServer];
    for (const [at, node] of this.nodes.entries())
      await node.run(async (redis) => {
        await redis.cluster('SET-CONFIG-EPOCH', at + 1);
        if (at < MASTERS) await redis.cluster('ADDSLOTS', ...slotsOf(at));
        if (at > 0) await redis.cluster('MEET', '127.0.0.1', first.port);
      });
    await this.#all('knows the others', (text) => text.includes(`cluster_known_nodes:${this.nodes.length}`));
    for (const [at, node] of this.nodes.slice(MASTERS).entries()) {
      const master = await (this.nodes[at] as RedisServer).run((redis) => redis.cluster('MYID'));
      await node.run((redis) => redis.cluster('REPLICATE', master));
    }
    await this.#all('sees the cluster served', (text) => text.includes('cluster_state:ok'));
    await Promise.all(this.nodes.slice(0, MASTERS).map((master) => master.hasReplicas(1)));
  }

  async #all(what: string, holds: (info: string) => boolean): Promise<void> {
    await Promise.all(this.nodes.map((node) => waitUntil(`a node ${what}`, async () => holds(await info(node)))));
  }
}

const OPTIONS = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--repl-diskless-sync-delay', '0'];

/** The slots of a master: a third of them. */
function slotsOf(at: number): number[] {
  const from = Math.ceil((at * SLOTS) / MASTERS);
  const to = Math.ceil(((at + 1) * SLOTS) / MASTERS);
  return Array.from({ length: to - from }, (_, slot) => from + slot);
}

function info(node: RedisServer): Promise<string> {
  return node.run((redis) => redis.cluster('INFO'), { tries: 1 });
}

async function portWithBus(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + BUS_OFFSET <= HIGHEST_PORT) return port;
  }
}
