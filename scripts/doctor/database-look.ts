/** What can be seen of a database without changing anything in it. */
export interface DatabaseLook {
  /** When the newest migration that was carried out was written; undefined: none was. */
  readonly migratedAt: number | undefined
  readonly sealedKeys: readonly SealedKey[]
  /** The public address that badges were made under; undefined: none was. */
  readonly pinnedUrl: string | undefined
  readonly jobs: Jobs
}

export interface SealedKey {
  readonly workspaceId: string
  readonly id: string
  readonly purpose: string
  readonly sealedSecret: string
  readonly state: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

export interface Jobs {
  readonly waiting: number
  readonly dead: number
  /** Due for longer than `lateMs`. */
  readonly late: number
  /** Milliseconds since 1970. */
  readonly oldestDueAt: number | undefined
}

/** A job that is due for longer shows that nobody works, or that there is too much work. */
export const lateMs = 10 * 60_000

export const emptyLook: DatabaseLook = {
  migratedAt: undefined,
  sealedKeys: [],
  pinnedUrl: undefined,
  jobs: { waiting: 0, dead: 0, late: 0, oldestDueAt: undefined },
}

/** The same questions on both engines, but for the name of the table of migrations. */
export const questions = {
  migratedAt: (table: string) => `select max(created_at) as "migratedAt" from ${table}`,
  sealedKeys: `select workspace_id as "workspaceId", id, purpose, sealed_secret as "sealedSecret", state, created_at as "createdAt" from issuer_key`,
  pinnedUrl: `select url from pinned_origin`,
  jobs: (now: number) =>
    `select sum(case when state in ('ready', 'leased') then 1 else 0 end) as waiting,
       sum(case when state = 'dead' then 1 else 0 end) as dead,
       sum(case when state in ('ready', 'leased') and run_at < ${now - lateMs} then 1 else 0 end) as late,
       min(case when state in ('ready', 'leased') then run_at end) as "oldestDueAt"
     from outbox`,
}
