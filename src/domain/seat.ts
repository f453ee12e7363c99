/**
 * One seat for each human being: of members who are the same person the first is kept, in the order given. `persons` names
 * the person of each member who was linked to another; the others are persons of their own.
 */
export function oneSeatEach<Seat extends { readonly id: string }>(
  members: readonly Seat[],
  persons: ReadonlyMap<string, string>,
): readonly Seat[] {
  const seated = new Set<string>()
  return members.filter(({ id }) => {
    const person = persons.get(id)
    // A member who was never linked is nobody else.
    if (person === undefined) return true
    if (seated.has(person)) return false
    seated.add(person)
    return true
  })
}

/** A place on a roll. */
export interface Seat {
  readonly memberId: string
  readonly hasVoted: boolean
}

/**
 * The place from which a person votes, whichever member of that person speaks: the one whose ballot stands, else the own one,
 * else the first. Undefined: the person is not on the roll. A second place of somebody linked since then stays empty.
 */
export function seatOf(memberId: string, seats: readonly Seat[]): string | undefined {
  const own = seats.find((seat) => seat.memberId === memberId)
  if (own?.hasVoted) return memberId
  const voted = seats.find(({ hasVoted }) => hasVoted)
  return (voted ?? own ?? seats[0])?.memberId
}
