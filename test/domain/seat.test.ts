import * as fc from 'fast-check'
import t from 'tap'
import { oneSeatEach, seatOf } from '#src/domain/seat.ts'

const ids = ['a', 'b', 'c', 'd', 'e', 'f']
const members = fc.shuffledSubarray(ids).map((some) => some.map((id) => ({ id })))
const persons = fc
  .array(fc.constantFrom('p', 'q', undefined), { minLength: ids.length, maxLength: ids.length })
  .map(
    (names) =>
      new Map(
        names.flatMap((name, index) => (name === undefined ? [] : [[ids[index] ?? '', name]])),
      ),
  )

t.test('each person has one seat, and nobody is left out', async () => {
  fc.assert(
    fc.property(members, persons, (all, known) => {
      const whoIs = ({ id }: { readonly id: string }) => known.get(id) ?? id
      const seats = oneSeatEach(all, known)
      return (
        new Set(seats.map(whoIs)).size === seats.length &&
        new Set(all.map(whoIs)).size === seats.length &&
        seats.every((seat) => all.find((one) => whoIs(one) === whoIs(seat)) === seat)
      )
    }),
  )
})

t.test('whichever member of a person speaks, and in whatever order, one seat votes', async () => {
  const seated = fc.shuffledSubarray(ids, { minLength: 1 })
  const speakers = fc.array(fc.constantFrom(...ids), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(seated, speakers, (onRoll, speaking) => {
      const voted = new Set<string>()
      for (const speaker of speaking) {
        const seats = onRoll.map((memberId) => ({ memberId, hasVoted: voted.has(memberId) }))
        voted.add(seatOf(speaker, seats) ?? 'none')
      }
      return voted.size === 1 && onRoll.includes([...voted][0] ?? '')
    }),
  )
})

t.test('whoever has no seat votes from none', async (t) => {
  t.equal(seatOf('a', []), undefined)
})

t.test('a ballot of one’s own is changed before that of a member linked later', async (t) => {
  const both = ['a', 'b'].map((memberId) => ({ memberId, hasVoted: true }))
  t.equal(seatOf('b', both), 'b')
})
