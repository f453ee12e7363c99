import type { App } from '#src/app/app.ts'
import { type Group, memberOfRef } from '#src/app/find-actor.ts'

/**
 * The members that a field of people names: by their ids, as its choices do, or by their references on a platform. Undefined
 * where somebody is unknown here.
 */
export async function membersNamed(
  app: App,
  group: Group,
  values: readonly string[],
): Promise<readonly string[] | undefined> {
  const ids = new Set<string>()
  for (const value of values) {
    const id = value.includes(':') ? await memberOfRef(app, group, value) : value
    if (id === undefined) return undefined
    ids.add(id)
  }
  return [...ids]
}
