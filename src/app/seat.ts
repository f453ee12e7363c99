import { seatOf } from '#src/domain/seat.ts'
import { type Standing, standingOf } from '#src/storage/ballots.ts'
import { samePerson } from '#src/storage/persons.ts'
import type { Db } from '#src/storage/store.ts'

/** The place on a roll from which a person votes, and the ballot that stands there. */
export interface Seated {
  readonly memberId: string
  readonly standing: Standing
}

interface Voter {
  readonly workspaceId: string
  readonly proposalId: string
  readonly memberId: string
}

/** Looked up through every member of the voter's person; undefined: none of them is on the roll. */
export async function seatedAt(
  db: Db,
  voter: Voter,
  same?: readonly string[],
): Promise<Seated | undefined> {
  const members = same ?? (await samePerson(db, voter))
  const seats: Seated[] = []
  for (const memberId of members) {
    const standing = await standingOf(db, { ...voter, memberId })
    if (standing) seats.push({ memberId, standing })
  }
  const places = seats.map(({ memberId, standing }) => ({
    memberId,
    hasVoted: standing.choices !== null,
  }))
  const seat = seatOf(voter.memberId, places)
  return seats.find(({ memberId }) => memberId === seat)
}
