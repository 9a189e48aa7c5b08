import type { DataProvider, GetListParams, Identifier } from 'react-admin';
import { createCursors, cursorIn } from './cursors.ts';
import { postOnce } from './idempotency.ts';
import { MAX_PAGE_SIZE } from './pages.ts';
import { listQuery, resourceQuery, type ListRequest } from './query.ts';
import { toDocument, toRecord, toRecords, type ApiRecord } from './records.ts';
import type { Document, Resource } from './document.ts';
import type { Call } from './request.ts';
import { shapeOf } from './resources.ts';

/** Parts of a log without a match that are skipped at once. */
const MAX_EMPTY = 5;

/**
 * React-admin's data provider for our JSON:API, in one tenant.
 * @param onWritten called with the resource after a record was created, changed or deleted
 */
export function createDataProvider(
  call: Call,
  tenantId: string,
  onWritten: (resource: string) => void,
): DataProvider {
  const cursors = createCursors();
  const pathOf = (resource: string, id?: Identifier) =>
    `/tenants/${tenantId}/${resource}${id === undefined ? '' : `/${encodeURIComponent(String(id))}`}`;

  async function getOne(resource: string, id: Identifier): Promise<ApiRecord> {
    const shape = shapeOf(resource);
    const { document, etag } = await call(pathOf(resource, id) + resourceQuery(shape));
    const { data, included } = document!;
    return { ...toRecord(data as Resource, shape, included), _etag: etag };
  }

  async function getList(resource: string, params: Omit<GetListParams, 'signal'>) {
    const shape = shapeOf(resource);
    const { page = 1, perPage: size = 50 } = params.pagination ?? {};
    const { sort, filter } = params;
    const read = async (wanted: NonNullable<ListRequest['page']>) =>
      (await call(pathOf(resource) + listQuery(shape, { page: wanted, sort, filter }))).document!;
    if (shape.log) return getLog(`${resource} ${size} ${JSON.stringify(filter)}`, page, size, read, shape);
    const document = await read({ number: page, size });
    return { data: toRecords(document, shape), total: document.meta?.total ?? 0 };
  }

  async function getSeveral(resource: string, ids: readonly Identifier[]): Promise<ApiRecord[]> {
    const lists: Promise<{ data: ApiRecord[] }>[] = [];
    for (let at = 0; at < ids.length; at += MAX_PAGE_SIZE) {
      const some = ids.slice(at, at + MAX_PAGE_SIZE);
      const pagination = { page: 1, perPage: some.length };
      lists.push(
        getList(resource, { filter: { id: some.join(',') }, pagination }) as Promise<{ data: ApiRecord[] }>,
      );
    }
    return (await Promise.all(lists)).flatMap(({ data }) => data);
  }

  async function getLog(
    log: string,
    page: number,
    size: number,
    read: (page: { after?: string | undefined; size: number }) => Promise<Document>,
    shape: ReturnType<typeof shapeOf>,
  ) {
    const nextOf = async (after: string | undefined) =>
      cursorIn((await read({ after, size })).links?.['next']);
    const after = await cursors.cursorOf(log, page, nextOf);
    let document = await read({ after, size });
    let next = cursorIn(document.links?.['next']);
    // A search examines a part of the log at a time, which may contain nothing.
    for (
      let more = 0;
      more < MAX_EMPTY && next !== undefined && [document.data].flat().length === 0;
      more += 1
    ) {
      document = await read({ after: next, size });
      next = cursorIn(document.links?.['next']);
    }
    cursors.remember(log, page, next);
    const pageInfo = { hasNextPage: next !== undefined, hasPreviousPage: page > 1 };
    const data = toRecords(document, shape);
    // A log's total is known only on its last page.
    return { data, pageInfo, ...(next === undefined && { total: (page - 1) * size + data.length }) };
  }

  return {
    getList: getList as DataProvider['getList'],
    async getOne(resource, { id }) {
      return { data: (await getOne(resource, id)) as never };
    },
    async getMany(resource, { ids }) {
      // Records that are deleted or not visible to the user are left out.
      if (shapeOf(resource).severalById) return { data: (await getSeveral(resource, ids)) as never };
      const found = await Promise.all(ids.map((id) => getOne(resource, id).catch(() => undefined)));
      return { data: found.filter((record) => record !== undefined) as never };
    },
    getManyReference: ((resource: string, { target, id, filter, ...rest }) =>
      getList(resource, {
        ...rest,
        filter: { ...filter, [target]: id },
      })) as DataProvider['getManyReference'],
    async create(resource, { data }) {
      const shape = shapeOf(resource);
      const body = toDocument(shape, data);
      const { document, etag } = await postOnce(call, pathOf(resource), body);
      onWritten(resource);
      return { data: { ...toRecord(document!.data as Resource, shape), _etag: etag } as never };
    },
    async update(resource, { id, data, previousData }) {
      const shape = shapeOf(resource);
      const body = toDocument(shape, data, { ...previousData, id: String(id) });
      const headers = ifMatch(previousData as ApiRecord);
      const { document, etag } = await call(pathOf(resource, id), { method: 'PATCH', body, headers });
      onWritten(resource);
      const record = toRecord(document!.data as Resource, shape);
      return { data: { ...previousData, ...record, _etag: etag } as never };
    },
    async delete(resource, { id, previousData }) {
      await call(pathOf(resource, id), { method: 'DELETE', headers: ifMatch(previousData as ApiRecord) });
      onWritten(resource);
      return { data: (previousData ?? { id }) as never };
    },
    updateMany: () => Promise.reject(new Error('updateMany is not supported.')),
    deleteMany: () => Promise.reject(new Error('deleteMany is not supported.')),
  };
}

/** If-Match prevents overwriting someone else's change unnoticed. */
function ifMatch(previous: ApiRecord | undefined): Record<string, string> {
  return previous?._etag === undefined ? {} : { 'If-Match': previous._etag };
}
