import Database from 'better-sqlite3'
import { Client } from 'pg'
import type { Ground } from './engines.ts'

/** A vote whose row, roll and recipients are copied. */
export interface Template {
  readonly workspaceId: string
  readonly proposalId: string
}

const rollSize = 30
const ballotsAtOnce = 100_000

/**
 * Stores about so many ballots, each with its place on a roll and its event in the inbox, as if they had been cast
 * before: closed copies of the templates, written by the database itself.
 */
export async function fillWithBallots(
  ground: Pick<Ground, 'engine' | 'databaseUrl'> & { readonly file: string },
  { templates, ballots }: { readonly templates: readonly Template[]; readonly ballots: number },
): Promise<void> {
  const database =
    ground.databaseUrl === undefined ? sqlite(ground.file) : await postgres(ground.databaseUrl)
  try {
    await database.run(
      `create temporary table template as select workspace_id, id from proposal where id in
       (${templates.map(({ proposalId }) => `'${proposalId}'`).join()})`,
    )
    const columns = {
      proposal: await database.columnsOf('proposal'),
      poll: await database.columnsOf('poll'),
    }
    for (let left = ballots; left > 0; left -= ballotsAtOnce) {
      const copies = Math.max(1, Math.round(Math.min(left, ballotsAtOnce) / rollSize))
      for (const statement of copying({
        ...database,
        columns,
        copies,
        templates: templates.length,
      }))
        await database.run(statement)
    }
    await database.run('drop table template')
    await database.settle()
  } finally {
    await database.close()
  }
}

interface Dialect {
  /** 22 characters that no other row has, as the service's own ids. */
  readonly freshId: string
  readonly numbers: (most: number) => string
}

interface RawDatabase extends Dialect {
  run(statement: string): Promise<void>
  columnsOf(table: string): Promise<readonly string[]>
  /** Leaves the database as a service that ran for a while would find it. */
  settle(): Promise<void>
  close(): Promise<void>
}

function copying({
  freshId,
  numbers,
  columns,
  copies,
  templates,
}: Dialect & {
  readonly columns: Readonly<Record<'proposal' | 'poll', readonly string[]>>
  readonly copies: number
  readonly templates: number
}): readonly string[] {
  const taken: Readonly<Record<string, string>> = {
    id: 'copy.id',
    proposal_id: 'copy.id',
    status: `'declined'`,
    settled_at: 'p.closes_at',
    settled_by: `'deadline'`,
  }
  const each = Math.ceil(copies / templates)
  return [
    `create temporary table copy as select * from (select t.workspace_id, t.id as template_id, ${freshId} as id
       from template t cross join ${numbers(each)}) made limit ${copies}`,
    ...(['proposal', 'poll'] as const).map(
      (table) => `insert into ${table} (${columns[table].join()})
       select ${columns[table].map((column) => taken[column] ?? `p.${column}`).join()}
       from copy join ${table} p on p.workspace_id = copy.workspace_id
         and p.${table === 'proposal' ? 'id' : 'proposal_id'} = copy.template_id
       order by copy.workspace_id, copy.id`,
    ),
    `insert into roll (workspace_id, proposal_id, member_id)
       select r.workspace_id, copy.id, r.member_id
       from copy join roll r on r.workspace_id = copy.workspace_id and r.proposal_id = copy.template_id
       order by 1, 2, 3`,
    `insert into ballot (workspace_id, proposal_id, member_id, choices, words, cast_at)
       select r.workspace_id, copy.id, r.member_id, '["met","met","not-yet"]', '["","",""]', 1767600000000
       from copy join roll r on r.workspace_id = copy.workspace_id and r.proposal_id = copy.template_id
       order by 1, 2, 3`,
    `insert into inbox (workspace_id, source, event_id, outcome, received_at)
       select r.workspace_id, 'bench', ${freshId},
         '{"ok":true,"value":{"counted":"first","status":"open","cast":12,"rollSize":30,"missing":{"ballots":3},"closesAt":1767600000000}}',
         1767600000000
       from copy join roll r on r.workspace_id = copy.workspace_id and r.proposal_id = copy.template_id`,
    'drop table copy',
  ]
}

function sqlite(file: string): RawDatabase {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -200000')
  return {
    freshId: 'lower(hex(randomblob(11)))',
    numbers: (most) =>
      `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${most}) select i from n)`,
    async run(statement) {
      db.exec(statement)
    },
    async columnsOf(table) {
      return db.prepare('select name from pragma_table_info(?)').pluck().all(table).map(String)
    },
    async settle() {
      db.pragma('wal_checkpoint(TRUNCATE)')
    },
    async close() {
      db.close()
    },
  }
}

async function postgres(url: string): Promise<RawDatabase> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return {
    freshId: `left(md5(random()::text || clock_timestamp()::text), 22)`,
    numbers: (most) => `generate_series(1, ${most}) n`,
    async run(statement) {
      await client.query(statement)
    },
    async columnsOf(table) {
      const { rows } = await client.query<{ column_name: string }>(
        `select column_name from information_schema.columns where table_name = $1 and table_schema = 'public'`,
        [table],
      )
      return rows.map(({ column_name: name }) => name)
    },
    async settle() {
      await client.query('vacuum analyze')
    },
    async close() {
      await client.end()
    },
  }
}
