import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { aService, propose, type TestService, voteAll } from '#test/kit/service.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'
import { runScript } from './run-script.ts'

if (await testServer()) testMigrate()
else t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })

function testMigrate(): void {
  t.test(
    'a house moves to PostgreSQL with its votes, and every badge still verifies',
    async (t) => {
      const old = await aService(t, { engine: 'sqlite' })
      const { awards, id } = await anAwardedGroup(old)
      const before = await documentsOf(old, awards)
      const folder = old.dataDir
      const DATABASE_URL = await testDatabase(t)

      const busy = await runScript('scripts/migrate.ts', [folder], {
        DATABASE_URL,
        ...english,
      })
      t.match(busy, { status: 78, errors: /still running on this folder/ })
      await old.stop()
      const moved = await runScript('scripts/migrate.ts', [folder], { DATABASE_URL, ...english })
      t.match(moved, { status: 0, output: /Done: \d+ rows of 42 tables copied/ })

      // Practice badges name the address they were made at.
      const PORT = new URL(old.app.baseUrl).port
      const env = { DATABASE_URL, PORT, MASTER_KEY_FILE: join(folder, 'master.key') }
      const next = await aService(t, { env })
      t.equal(new URL(next.links.trainer).search, new URL(old.links.trainer).search)
      t.strictSame(await documentsOf(next, awards), before, 'byte for byte the same documents')
      t.match(await json(next, `/records/${id}.json`), { verdict: 'accepted', badgesMade: 4 })
      for (const award of awards) {
        const png = await fetch(`${next.app.baseUrl}/awards/${award}.png`)
        t.equal(png.status, 200)
        t.equal(await verdictOn(next, await png.arrayBuffer()), true)
      }
      // The house goes on.
      const paul = await next.joinAsTrainer('Paul')
      t.ok(await propose(paul, { achievement: 'col.production-collective', for: 'group' }))

      const again = await runScript('scripts/migrate.ts', [folder], { DATABASE_URL, ...english })
      t.match(again, { status: 78, errors: /not empty \(table workspace\)/ })
    },
  )

  t.test('what is missing is said in one line', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'cordee-migrate-'))
    t.teardown(() => rm(folder, { recursive: true }))
    const without = await runScript('scripts/migrate.ts', [folder], english)
    t.match(without, { status: 78, errors: /^Give the database to move to: .+\n$/ })
    const DATABASE_URL = 'postgres://localhost/none'
    const empty = await runScript('scripts/migrate.ts', [folder], { DATABASE_URL, ...english })
    t.match(empty, { status: 78, errors: /^There is no database at .+\n$/ })
  })
}

const english = { DEFAULT_LANGUAGE: 'en' }

async function anAwardedGroup(service: TestService) {
  const paul = await service.joinAsTrainer('Paul')
  const learners = await Promise.all(
    ['Ana', 'Bilal', 'Chloé'].map((name, index) =>
      service.join(name, { email: `l${index}@example.org` }),
    ),
  )
  const id = await propose(paul, { achievement: 'col.production-collective', for: 'group' })
  for (const learner of learners) await voteAll(learner, id, 'met')
  await service.outbox.idle()
  const { awards } = await service.store.db
    .select({ id: service.store.db.t.award.id })
    .from(service.store.db.t.award)
    .then((rows) => ({ awards: rows.map((row) => row.id) }))
  return { id, awards }
}

async function documentsOf({ store: { db } }: TestService, awards: readonly string[]) {
  const { id, credential, assertion } = db.t.award
  const rows = await db.select({ id, credential, assertion }).from(db.t.award)
  return rows.filter((row) => awards.includes(row.id)).toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

async function verdictOn({ app }: TestService, png: ArrayBuffer): Promise<unknown> {
  const body = new FormData()
  body.set('file', new Blob([png], { type: 'image/png' }), 'badge.png')
  const response = await fetch(`${app.baseUrl}/verify`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body,
  })
  const { valid } = JSON.parse(await response.text())
  return valid
}

async function json({ app }: TestService, path: string): Promise<unknown> {
  return JSON.parse(await (await fetch(app.baseUrl + path)).text())
}
