import { type Persistence, persist } from '../../functions/aws/persist.ts';
import type { Listed, Meta, Objects, Stored } from '../../functions/ports.ts';
import type { Bucket, When } from './bucket.ts';
import { Injected, type Process } from './process.ts';

/** How a process of the simulation tries again: in virtual time, with the seed's own jitter. */
export const persistenceOf = (process: Process): Persistence => ({
  attempts: 5,
  withinMs: Number.POSITIVE_INFINITY,
  pause: (milliseconds) => process.pause(milliseconds),
  random: () => process.around.random.next(),
});

/** The bucket as one process sees it: what `functions/aws/objects.ts` does, over requests that may fail. */
export function simulatedObjects(bucket: Bucket, process: Process, pageSize: number): Objects {
  const patience = persistenceOf(process);

  const put = (key: string, body: Uint8Array, when: When, meta: Meta = {}): Promise<boolean> =>
    persist(async (unsure) => {
      const status = await process.request('write', 'PUT', key, () =>
        bucket.put(key, body, when, meta, process, process.around.kernel.now),
      );
      if (status === 200) return true;
      return unsure && isSame((await get(key))?.body, body);
    }, patience);

  const get = (key: string): Promise<Stored | undefined> =>
    persist(
      () =>
        process.request('body', 'GET', key, (cut, asOf = NOW) => {
          const held = bucket.at(key, asOf);
          if (held && cut) throw new Injected('ECONNRESET');
          return held; // whoever changed its bytes would break a seal
        }),
      patience,
    );

  return {
    create: async (key, body, meta) =>
      (await put(key, body, { IfNoneMatch: '*' }, meta)) ? 'created' : 'exists',
    swap: async (key, body, seen) =>
      (await put(key, body, seen === undefined ? { IfNoneMatch: '*' } : { IfMatch: seen }))
        ? 'swapped'
        : 'stale',
    get,
    head: (key) =>
      persist(
        () => process.request('read', 'HEAD', key, (_, asOf = NOW) => bucket.at(key, asOf)?.meta),
        patience,
      ),
    async *list(prefix, after = ''): AsyncIterable<Listed> {
      let from = after;
      for (let more = true, kind: 'read' | 'page' = 'read'; more; kind = 'page') {
        const found = await persist(
          () => process.request(kind, 'LIST', prefix, (_, asOf) => bucket.list(prefix, from, pageSize, asOf)),
          patience,
        );
        yield* found.page;
        more = found.more;
        from = found.page.at(-1)?.key ?? from;
      }
    },
    remove: (key) =>
      persist(() => process.request('write', 'DELETE', key, () => bucket.remove(key, process)), patience),
  };
}

const NOW = Number.POSITIVE_INFINITY;

const isSame = (stored: Uint8Array | undefined, own: Uint8Array): boolean =>
  stored !== undefined && Buffer.compare(stored, own) === 0;
