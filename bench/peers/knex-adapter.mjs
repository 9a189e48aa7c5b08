// A storage adapter for oidc-provider, with one table and one statement per call, like the examples in its repository.
const TABLE = 'oidc_payloads';

export async function createTable(knex) {
  if (await knex.schema.hasTable(TABLE)) return;
  await knex.schema.createTable(TABLE, (table) => {
    table.string('type', 40).notNullable();
    table.string('id', 200).notNullable();
    table.text('payload').notNullable();
    table.string('grant_id', 100).nullable();
    table.string('user_code', 100).nullable();
    table.string('uid', 100).nullable();
    table.bigInteger('expires_at').nullable();
    table.bigInteger('consumed_at').nullable();
    table.primary(['type', 'id']);
    table.index(['grant_id']);
    table.index(['expires_at']);
  });
}

/** @returns a factory of adapters for oidc-provider's models */
export function knexAdapter(knex) {
  return (type) => {
    const rows = (where) => knex(TABLE).where({ type, ...where });
    const find = async (where) => {
      const row = await rows(where).first('payload', 'consumed_at', 'expires_at');
      if (row === undefined || (row.expires_at !== null && row.expires_at <= Date.now())) return undefined;
      const consumed = row.consumed_at === null ? {} : { consumed: true };
      return { ...JSON.parse(row.payload), ...consumed };
    };
    return {
      async upsert(id, payload, expiresIn) {
        await knex(TABLE)
          .insert({
            type,
            id,
            payload: JSON.stringify(payload),
            grant_id: payload.grantId ?? null,
            user_code: payload.userCode ?? null,
            uid: payload.uid ?? null,
            expires_at: expiresIn === undefined ? null : Date.now() + expiresIn * 1000,
            consumed_at: null,
          })
          .onConflict(['type', 'id'])
          .merge();
      },
      find: (id) => find({ id }),
      findByUid: (uid) => find({ uid }),
      findByUserCode: (user_code) => find({ user_code }),
      consume: (id) => rows({ id }).update({ consumed_at: Date.now() }),
      destroy: (id) => rows({ id }).delete(),
      revokeByGrantId: (grantId) => rows({ grant_id: grantId }).delete(),
    };
  };
}
