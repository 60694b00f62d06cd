// What oidc-provider remembers, in memory and outside any of its instances, so that sessions and codes outlive a
// change of keys. The contract is that of its `adapter` setting.

/** An adapter class whose instances, one per model, share one map. */
export function createStore() {
  const entries = new Map();

  return class Store {
    /** All live payloads of `model`. */
    static all(model) {
      const prefix = `${model}:`;
      const live = [...entries].filter(([key, entry]) => key.startsWith(prefix) && entry.until > Date.now());
      return live.map(([, entry]) => entry.payload);
    }

    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      const until = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
      entries.set(`${this.model}:${id}`, { payload, until });
    }

    async find(id) {
      const entry = entries.get(`${this.model}:${id}`);
      return entry && entry.until > Date.now() ? entry.payload : undefined;
    }

    async findByUid(uid) {
      return Store.all(this.model).find((payload) => payload.uid === uid);
    }

    async findByUserCode(userCode) {
      return Store.all(this.model).find((payload) => payload.userCode === userCode);
    }

    async consume(id) {
      const payload = await this.find(id);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id) {
      entries.delete(`${this.model}:${id}`);
    }

    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    }
  };
}
