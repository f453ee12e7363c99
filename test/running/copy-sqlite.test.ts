import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import t from 'tap'
import { copySqlite } from '#src/storage/backup.ts'
import { addTestWorkspace } from '#test/kit/store.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'

t.test('a copy ends, and is one moment, however busily others write', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-copy-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const from = join(folder, 'cordee.sqlite')
  const store = openSqlite(from)
  t.teardown(() => store.close())
  await addTestWorkspace(store, 'w')
  const write = (eventId: string) =>
    store.tx(async (tx) => {
      await tx
        .insert(tx.t.inbox)
        .values({ workspaceId: 'w', source: 'room', eventId, receivedAt: 0, outcome: null })
    })
  // Two turns and more.
  const padding = 'x'.repeat(2000)
  for (let at = 0; at < 40; at += 1)
    await Promise.all(Array.from({ length: 50 }, (_, index) => write(`${at}-${index}-${padding}`)))

  let during = 0
  const copied = new AbortController()
  const copying = copySqlite(from, join(folder, 'copy.sqlite')).finally(() => copied.abort())
  while (!copied.signal.aborted) await write(`during-${during++}`)
  const counts = await copying
  t.ok(during > 4, `${during} writes went on meanwhile`)
  t.ok((counts['inbox'] ?? 0) >= 2000)
  t.ok((counts['inbox'] ?? 0) < 2000 + during, 'those that came later are not in it')
  t.strictSame(
    readdirSync(folder).filter((name) => name.startsWith('copy')),
    ['copy.sqlite'],
    'one file',
  )
  const copy = new Database(join(folder, 'copy.sqlite'), { readonly: true })
  t.equal(copy.pragma('integrity_check', { simple: true }), 'ok')
  copy.close()
})

t.test('what is no database is refused', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-copy-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  await t.rejects(copySqlite('package.json', join(folder, 'copy')), { code: 'SQLITE_NOTADB' })
  await t.rejects(copySqlite(join(folder, 'none'), join(folder, 'copy')), {
    code: 'SQLITE_CANTOPEN',
  })
})
