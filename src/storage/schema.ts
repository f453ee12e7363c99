import type { Kit } from './kit.ts'
import { defineOutside } from './schema/outside.ts'
import { definePeople } from './schema/people.ts'
import { defineVotes } from './schema/votes.ts'
import { defineWork } from './schema/work.ts'

/** The one schema. The workspace comes first in every key, so that no row can point into another one's. */
export function defineSchema(k: Kit) {
  const people = definePeople(k)
  const votes = defineVotes(k, people)
  return {
    ...people,
    ...votes,
    ...defineWork(k, people),
    ...defineOutside(k, { ...people, ...votes }),
  }
}

export type Schema = ReturnType<typeof defineSchema>
