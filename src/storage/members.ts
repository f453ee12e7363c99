import { and, asc, eq, inArray, isNull, sql } from './drizzle.ts'
import type { Schema } from './schema.ts'
import type { Db, Tx } from './store.ts'

export type MemberRow = Schema['member']['$inferSelect']
export type SessionRow = Schema['session']['$inferSelect']
export type { Language } from './schema/people.ts'

/** Adds a member with one chat identity, in a group. */
export async function addMember(
  tx: Tx,
  row: MemberRow,
  { ref, groupId }: { readonly ref: string; readonly groupId: string },
): Promise<void> {
  const { workspaceId, id: memberId, joinedAt } = row
  await tx.insert(tx.t.member).values(row)
  await tx.insert(tx.t.identity).values({ workspaceId, ref, memberId })
  await tx.insert(tx.t.groupMember).values({ workspaceId, groupId, memberId, joinedAt })
}

/** Changes what a member says of himself or herself, or the role. */
export async function saveMember(
  tx: Tx,
  { workspaceId, id, ...changed }: MemberRow,
): Promise<void> {
  const { member } = tx.t
  await tx
    .update(member)
    .set(changed)
    .where(and(eq(member.workspaceId, workspaceId), eq(member.id, id)))
}

export async function findMember(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<MemberRow | undefined> {
  const { member } = db.t
  const [row] = await db
    .prepared('member', (d) =>
      d
        .select()
        .from(member)
        .where(
          and(
            eq(member.workspaceId, sql.placeholder('workspaceId')),
            eq(member.id, sql.placeholder('id')),
          ),
        ),
    )
    .execute({ workspaceId, id })
  return row
}

export async function membersByIds(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<MemberRow[]> {
  if (ids.length === 0) return []
  const { member } = db.t
  return db
    .select()
    .from(member)
    .where(and(eq(member.workspaceId, workspaceId), inArray(member.id, [...ids])))
    .orderBy(asc(member.name), asc(member.id))
}

// Two look-ups by key: the joins of this build of SQLite plan themselves anew at each run, at ten times the cost.

/** The member behind a chat identity. */
export async function memberByRef(
  db: Db,
  workspaceId: string,
  ref: string,
): Promise<MemberRow | undefined> {
  const [row] = await db
    .prepared('identity', (d) => {
      const { identity } = d.t
      return d
        .select({ memberId: identity.memberId })
        .from(identity)
        .where(
          and(
            eq(identity.workspaceId, sql.placeholder('workspaceId')),
            eq(identity.ref, sql.placeholder('ref')),
          ),
        )
    })
    .execute({ workspaceId, ref })
  return row && findMember(db, workspaceId, row.memberId)
}

/** The chat identities of a member, the oldest first. */
export async function refsOf(db: Db, workspaceId: string, memberId: string): Promise<string[]> {
  const rows = await db
    .prepared('refs', (d) => {
      const { identity } = d.t
      return d
        .select({ ref: identity.ref })
        .from(identity)
        .where(
          and(
            eq(identity.workspaceId, sql.placeholder('workspaceId')),
            eq(identity.memberId, sql.placeholder('memberId')),
          ),
        )
    })
    .execute({ workspaceId, memberId })
  return rows.map(({ ref }) => ref)
}

/** Those who are in a group, by name; people who left are not. */
export async function membersOfGroup(
  db: Db,
  workspaceId: string,
  groupId: string,
): Promise<MemberRow[]> {
  const { member, groupMember } = db.t
  const rows = await db
    .select({ member })
    .from(groupMember)
    .innerJoin(
      member,
      and(eq(member.workspaceId, groupMember.workspaceId), eq(member.id, groupMember.memberId)),
    )
    .where(
      and(
        eq(groupMember.workspaceId, workspaceId),
        eq(groupMember.groupId, groupId),
        isNull(groupMember.leftAt),
      ),
    )
    .orderBy(asc(member.name), asc(member.id))
  return rows.map(({ member: found }) => found)
}

export async function addSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.insert(tx.t.session).values(row)
}

/** The member whom a session's token stands for, until it expires. */
export async function memberOfSession(
  db: Db,
  tokenHash: string,
  now: number,
): Promise<MemberRow | undefined> {
  const [row] = await db
    .prepared('session', (d) =>
      d
        .select()
        .from(d.t.session)
        .where(eq(d.t.session.tokenHash, sql.placeholder('tokenHash'))),
    )
    .execute({ tokenHash })
  return row && row.expiresAt > now ? findMember(db, row.workspaceId, row.memberId) : undefined
}
