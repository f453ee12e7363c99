import { and, eq, inArray, sql } from './drizzle.ts'
import type { MemberRow } from './members.ts'
import type { Db, Tx } from './store.ts'

/** A member of a workspace. */
export interface MemberKey {
  readonly workspaceId: string
  readonly memberId: string
}

/** The members who are the same human being as this one, itself first; alone where it was never linked. */
export async function samePerson(
  db: Db,
  { workspaceId, memberId }: MemberKey,
): Promise<readonly string[]> {
  const rows = await db
    .prepared('person-members', (d) => {
      const { person } = d.t
      const p = sql.placeholder
      const own = d
        .select({ personId: person.personId })
        .from(person)
        .where(and(eq(person.workspaceId, p('workspaceId')), eq(person.memberId, p('memberId'))))
      return d
        .select({ memberId: person.memberId })
        .from(person)
        .where(and(eq(person.workspaceId, p('workspaceId')), eq(person.personId, sql`(${own})`)))
    })
    .execute({ workspaceId, memberId })
  const others = rows.map((row) => row.memberId).filter((id) => id !== memberId)
  return [memberId, ...others.toSorted()]
}

/**
 * The same for many members at once, by `memberKey`: those who were never linked are left out. One statement where nobody
 * was, as for most ballots.
 */
export async function samePersons(
  db: Db,
  members: readonly MemberKey[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (members.length === 0) return new Map()
  const linked = await db
    .prepared('persons-of', (d) => {
      const { person } = d.t
      return d
        .select()
        .from(person)
        .where(
          sql`(${person.workspaceId}, ${person.memberId}) in (select r.value ->> 0, r.value ->> 1 from ${d.rows})`,
        )
    })
    .execute({ rows: JSON.stringify(members.map((one) => [one.workspaceId, one.memberId])) })
  if (linked.length === 0) return new Map()
  const all = await db
    .prepared('persons-members', (d) => {
      const { person } = d.t
      return d
        .select()
        .from(person)
        .where(
          sql`(${person.workspaceId}, ${person.personId}) in (select r.value ->> 0, r.value ->> 1 from ${d.rows})`,
        )
    })
    .execute({ rows: JSON.stringify(linked.map((one) => [one.workspaceId, one.personId])) })
  const byPerson = Map.groupBy(all, personKey)
  return new Map(
    linked.map((one) => {
      const others = (byPerson.get(personKey(one)) ?? [])
        .map(({ memberId }) => memberId)
        .filter((id) => id !== one.memberId)
      return [memberKey(one), [one.memberId, ...others.toSorted()]]
    }),
  )
}

/** Of some members of a workspace, the person of each; those who were never linked are left out. */
export async function personIds(
  db: Db,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { person } = db.t
  const rows = await db
    .select({ memberId: person.memberId, personId: person.personId })
    .from(person)
    .where(eq(person.workspaceId, workspaceId))
  const asked = new Set(memberIds)
  return new Map(
    rows.filter(({ memberId }) => asked.has(memberId)).map((row) => [row.memberId, row.personId]),
  )
}

/** The persons of whom some member has one of these roles. */
export async function personsInRoles(
  db: Db,
  workspaceId: string,
  roles: readonly MemberRow['role'][],
): Promise<ReadonlySet<string>> {
  const { person, member } = db.t
  const rows = await db
    .selectDistinct({ personId: person.personId })
    .from(person)
    .innerJoin(
      member,
      and(eq(member.workspaceId, person.workspaceId), eq(member.id, person.memberId)),
    )
    .where(and(eq(person.workspaceId, workspaceId), inArray(member.role, [...roles])))
  return new Set(rows.map(({ personId }) => personId))
}

/** Names a member in a map. */
export function memberKey({ workspaceId, memberId }: MemberKey): string {
  return JSON.stringify([workspaceId, memberId])
}

/** Makes one person of these members. */
export async function joinPersons(
  tx: Tx,
  {
    workspaceId,
    memberIds,
    personId,
  }: {
    readonly workspaceId: string
    readonly memberIds: readonly string[]
    readonly personId: string
  },
): Promise<void> {
  const { person } = tx.t
  await tx
    .insert(person)
    .values(memberIds.map((memberId) => ({ workspaceId, memberId, personId })))
    .onConflictDoUpdate({
      target: [person.workspaceId, person.memberId],
      set: { personId },
    })
}

/** Polls that still take ballots and that concern one of these members, as a voter or as the one it is for. */
export async function openPollsOf(
  tx: Tx,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<readonly { readonly workspaceId: string; readonly id: string }[]> {
  const { poll, roll, recipient } = tx.t
  const among = (table: typeof roll | typeof recipient) =>
    tx
      .select({ id: poll.proposalId })
      .from(poll)
      .innerJoin(
        table,
        and(eq(table.workspaceId, poll.workspaceId), eq(table.proposalId, poll.proposalId)),
      )
      .where(
        and(
          eq(poll.workspaceId, workspaceId),
          eq(poll.status, 'open'),
          inArray(table.memberId, [...memberIds]),
        ),
      )
  const found = [...(await among(roll)), ...(await among(recipient))]
  return [...new Set(found.map(({ id }) => id))].map((id) => ({ workspaceId, id }))
}

/** Of these members, those whose ballot stands in a vote. */
export async function votersAmong(
  tx: Tx,
  { workspaceId, proposalId }: { readonly workspaceId: string; readonly proposalId: string },
  memberIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { ballot } = tx.t
  const rows = await tx
    .select({ memberId: ballot.memberId })
    .from(ballot)
    .where(
      and(
        eq(ballot.workspaceId, workspaceId),
        eq(ballot.proposalId, proposalId),
        inArray(ballot.memberId, [...memberIds]),
      ),
    )
  return new Set(rows.map(({ memberId }) => memberId))
}

function personKey({
  workspaceId,
  personId,
}: {
  readonly workspaceId: string
  readonly personId: string
}): string {
  return JSON.stringify([workspaceId, personId])
}
