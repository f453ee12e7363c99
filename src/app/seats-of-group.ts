import { oneSeatEach } from '#src/domain/seat.ts'
import { type MemberRow, membersOfGroup } from '#src/storage/members.ts'
import { personIds } from '#src/storage/persons.ts'
import type { Db } from '#src/storage/store.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'

/** The learners of a group, one member for each person. */
export interface GroupSeats {
  readonly seats: readonly MemberRow[]
  /** The seat of the person that a learner of the group is, be it another member's. */
  readonly seatFor: (memberId: string) => string | undefined
}

export async function seatsOfGroup(
  db: Db,
  { workspaceId, id }: Pick<GroupRow, 'workspaceId' | 'id'>,
): Promise<GroupSeats> {
  const members = await membersOfGroup(db, workspaceId, id)
  const learners = members.filter(({ role }) => role === 'learner')
  const memberIds = learners.map((learner) => learner.id)
  const persons = await personIds(db, workspaceId, memberIds)
  const seats = oneSeatEach(learners, persons)
  const known = new Set(memberIds)
  const seated = new Map(seats.map((seat) => [persons.get(seat.id) ?? seat.id, seat.id]))
  return {
    seats,
    seatFor: (memberId) =>
      known.has(memberId) ? seated.get(persons.get(memberId) ?? memberId) : undefined,
  }
}
