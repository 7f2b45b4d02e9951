type Payload = Record<string, unknown>;

interface Entry {
  payload: Payload;
  expiresAt: number;
}

/** The storage of oidc-provider for the records of one model. */
interface Adapter {
  upsert: (id: string, payload: Payload, expiresIn?: number) => Promise<void>;
  find: (id: string) => Promise<Payload | undefined>;
  findByUid: (uid: string) => Promise<Payload | undefined>;
  findByUserCode: (userCode: string) => Promise<Payload | undefined>;
  consume: (id: string) => Promise<void>;
  destroy: (id: string) => Promise<void>;
  revokeByGrantId: (grantId: string) => Promise<void>;
}

/** Returns the adapter of a model, by its name. */
export type AdapterFactory = (model: string) => Adapter;

/** Stores records in memory. They are lost with the provider, so each test run starts empty. */
export function memoryAdapter(): AdapterFactory {
  const models = new Map<string, Map<string, Entry>>();
  return (model) => {
    const entries = models.get(model) ?? new Map<string, Entry>();
    models.set(model, entries);
    return modelAdapter(entries);
  };
}

function modelAdapter(entries: Map<string, Entry>): Adapter {
  const dropExpired = (): void => {
    for (const [id, entry] of entries) if (entry.expiresAt <= Date.now()) entries.delete(id);
  };
  const findBy = (field: string, value: string): Payload | undefined => {
    dropExpired();
    return [...entries.values()].find(({ payload }) => payload[field] === value)?.payload;
  };
  return {
    async upsert(id, payload, expiresIn) {
      dropExpired();
      entries.set(id, {
        payload,
        expiresAt: expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000,
      });
    },
    async find(id) {
      dropExpired();
      return entries.get(id)?.payload;
    },
    async findByUid(uid) {
      return findBy('uid', uid);
    },
    async findByUserCode(userCode) {
      return findBy('userCode', userCode);
    },
    async consume(id) {
      const entry = entries.get(id);
      if (entry) entry.payload['consumed'] = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      entries.delete(id);
    },
    async revokeByGrantId(grantId) {
      for (const [id, { payload }] of entries) if (payload['grantId'] === grantId) entries.delete(id);
    },
  };
}
