import type { App } from '#src/app/app.ts'
import type { Event } from '#src/app/event.ts'
import {
  type Group,
  groupOfPlace,
  groupsOfPerson,
  memberOfPlace,
  type Person,
} from '#src/app/find-actor.ts'
import type { Language, Search } from './contract.ts'

/** Who does something, and where. */
export interface Asker {
  readonly member: Person
  readonly language: Language
  /** The group that validates together where it is done, if there is one. */
  group(): Promise<Group | undefined>
  /** That group; where there is none, as in a private message, every group that the person is in. */
  groups(): Promise<readonly Group[]>
  /** A group that the person chose among those; undefined: not one of them. */
  chosenGroup(id: string): Promise<Group | undefined>
}

/** Who did something, and the event it is known by. */
export interface Actor extends Asker {
  readonly event: Event
}

type Place = Pick<Search, 'by' | 'workspace' | 'channel' | 'language'>

/** Undefined when the platform's workspace or person is unknown here. */
export async function findAsker(
  app: App,
  { by, workspace, channel, language }: Place,
): Promise<Asker | undefined> {
  const member = await memberOfPlace(app, { workspace, ref: by.ref })
  if (!member) return undefined
  const group = () => groupOfPlace(app, { workspaceId: member.workspaceId, channel })
  return {
    member,
    language,
    group,
    async groups() {
      const here = await group()
      return here ? [here] : groupsOfPerson(app, member)
    },
    async chosenGroup(id) {
      const here = await group()
      if (here?.id === id) return here
      return (await groupsOfPerson(app, member)).find((one) => one.id === id)
    },
  }
}

/** The same, with the event. */
export async function findActor(
  app: App,
  done: Place & { readonly id: string },
): Promise<Actor | undefined> {
  const asker = await findAsker(app, done)
  const event = { source: platformOf(done.workspace), eventId: done.id, at: app.now() }
  return asker && { ...asker, event }
}

/** The platform that a reference belongs to. */
export function platformOf(ref: string): string {
  return ref.slice(0, ref.indexOf(':'))
}
