import type { App } from '#src/app/app.ts'
import type { Event } from '#src/app/event.ts'
import { groupOfPlace, memberOfPlace, type Group, type Person } from '#src/app/find-actor.ts'
import type { Interaction, Language } from './contract.ts'

/** Who did something, and the event it is known by. */
export interface Actor {
  readonly member: Person
  readonly language: Language
  readonly event: Event
  /** The group that validates together where it was done, if there is one. */
  group(): Promise<Group | undefined>
}

/** Undefined when the platform's workspace or person is unknown here. */
export async function findActor(app: App, interaction: Interaction): Promise<Actor | undefined> {
  const { id, by, workspace, channel, language } = interaction
  const member = await memberOfPlace(app, { workspace, ref: by.ref })
  if (!member) return undefined
  return {
    member,
    language,
    event: { source: platformOf(workspace), eventId: id, at: app.now() },
    group: () => groupOfPlace(app, { workspaceId: member.workspaceId, channel }),
  }
}

/** The platform that a reference belongs to. */
export function platformOf(ref: string): string {
  return ref.slice(0, ref.indexOf(':'))
}
