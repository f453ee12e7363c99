import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client } from 'pg'
import t from 'tap'
import { openPostgres } from '#src/storage/postgres-store.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { openSqlite } from '#src/storage/sqlite-store.ts'
import type { Store } from '#src/storage/store.ts'
import { testDatabase, testServer } from '#test/kit/store.ts'

// A database of the first version, with one vote in it, is opened by today's.
const startedAt = 1_790_000_000_000

const tally = { cast: 2, criteria: [{ met: 2, notYet: 0, abstain: 0 }] }
const expected = {
  id: 'p',
  groupId: 'g',
  status: 'accepted',
  tally,
  closesAt: startedAt + 9,
  settledAt: startedAt + 5,
  settledBy: 'ballots',
  mintedAt: startedAt + 5,
  cardRef: 'room:code/card',
  agreed: { some: 'thing' },
}

const oneVote = `
  insert into workspace (id, ref, name, language, created_at) values ('w', 'room:w', 'W', 'fr', 1);
  insert into member (workspace_id, id, name, language, role, joined_at) values ('w', 'm', 'M', 'fr', 'trainer', 1);
  insert into learner_group (workspace_id, id, name, channel, created_at) values ('w', 'g', 'G', 'room:code', 1);
  insert into proposal (workspace_id, id, group_id, proposed_by, agreed, agreed_hash, achievement, grounds, status,
    tally, closes_at, settled_at, settled_by, minted_at, card_ref)
  values ('w', 'p', 'g', 'm', '{"some":"thing"}', 'hash', '{}', '{}', 'accepted',
    '${JSON.stringify(tally)}', ${startedAt + 9}, ${startedAt + 5}, 'ballots', ${startedAt + 5}, 'room:code/card')`

t.test('sqlite', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cordee-migrations-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'cordee.sqlite')
  const database = new Database(file)
  const first = firstMigration('sqlite')
  database.exec(first.sql)
  database.exec(
    `create table __drizzle_migrations (id integer primary key, hash text not null, created_at numeric);
     insert into __drizzle_migrations (hash, created_at) values ('first', ${first.when})`,
  )
  database.exec(oneVote)
  database.close()
  const store = openSqlite(file)
  t.teardown(() => store.close())
  t.match(await voteIn(store), expected)
})

t.test('postgres', async (t) => {
  if (!(await testServer()))
    return void t.pass('skipped', { skip: 'no PostgreSQL: set TEST_POSTGRES_URL or PG_BIN' })
  const url = await testDatabase(t, { bare: true })
  const client = new Client({ connectionString: url })
  await client.connect()
  const first = firstMigration('postgres')
  await client.query(first.sql)
  await client.query(
    `create schema drizzle;
     create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
     insert into drizzle.__drizzle_migrations (hash, created_at) values ('first', ${first.when})`,
  )
  await client.query(oneVote)
  await client.end()
  const store = await openPostgres(url, { onError: () => undefined })
  t.teardown(() => store.close())
  t.match(await voteIn(store), expected)
})

function voteIn({ db }: Store) {
  return findProposal(db, 'p')
}

function firstMigration(engine: 'sqlite' | 'postgres') {
  const folder = `migrations/${engine}`
  const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8'))
  const when = Number(journal.entries[0].when)
  return { sql: readFileSync(`${folder}/0000_start.sql`, 'utf8'), when }
}
