import type { App } from '#src/app/app.ts'
import { type Group, memberOfRef } from '#src/app/find-actor.ts'
import { groupSettings } from '#src/app/group-settings.ts'
import { proposables } from '#src/app/list-proposables.ts'
import { placeOf } from '#src/app/place-of.ts'
import type { Actor } from '#src/chat/actor.ts'
import { asRef } from '#src/chat/chat.ts'
import type { About, Fields, Form } from '#src/chat/contract.ts'
import { longestEvidence, proposeForm } from '#src/chat/forms/propose-form.ts'
import type { GroupFrom } from '#src/chat/forms/source-choices.ts'
import { listsBeside, type PeopleLists } from '#src/chat/people-lists.ts'
import type { Mentioned } from './mentioned.ts'

/** The form that opens a vote in a group, with what is meant already: a badge, people who were mentioned, a message as evidence. */
export async function proposeFormFor(
  app: App,
  actor: Actor,
  {
    group,
    lists,
    chosen,
    about,
    mentioned,
  }: {
    readonly group: Group
    readonly lists: PeopleLists
    readonly chosen: string | undefined
    readonly about: About | undefined
    readonly mentioned?: Mentioned | undefined
  },
): Promise<Form> {
  const { achievements, people } = await proposables(app, group)
  const isHere = (await actor.group())?.id === group.id
  const isListed = isHere && lists.groupsBySource(asRef(group.channel))
  const parts = { group, people, lists, about, mentioned }
  const form = proposeForm(actor.language, {
    achievements,
    // Who is in the group is only known once its list is chosen: any of the platform's people can be named.
    people: isListed ? undefined : people,
    chosen,
    from: isListed ? await whereFrom(app, actor, parts) : undefined,
  })
  const meant = isListed ? await refsMeant(app, actor, parts) : await idsMeant(app, parts)
  const preset: Fields = {
    ...(about ? presetOf(about) : {}),
    ...(meant.length > 0 ? { people: meant.join('\n') } : {}),
  }
  return {
    ...form,
    name: isHere ? form.name : `propose:${group.id}`,
    fields: form.fields.map((field) => {
      const isLong = field.kind === 'people' && (field.choices?.length ?? 0) > 100
      const value = preset[field.name]
      return {
        ...field,
        ...(isLong ? { searched: true } : {}),
        ...(value === undefined ? {} : { value }),
      }
    }),
  }
}

interface Meaning {
  readonly group: Group
  /** Who can be proposed in the group as it is. */
  readonly people: readonly { readonly id: string }[]
  readonly lists: PeopleLists
  readonly about: About | undefined
  readonly mentioned: Mentioned | undefined
}

async function whereFrom(
  app: App,
  { member }: Actor,
  { group, lists }: Pick<Meaning, 'group' | 'lists'>,
): Promise<GroupFrom> {
  const { gathered } = await groupSettings(app, group, member)
  return { source: gathered?.source, sources: await listsBeside(lists, group) }
}

async function idsMeant(
  app: App,
  { group, people, about, mentioned }: Meaning,
): Promise<readonly string[]> {
  const author = about?.author && (await memberOfRef(app, group, about.author))
  const named = mentioned?.people ?? []
  return people.flatMap(({ id }) => (id === author || named.includes(id) ? [id] : []))
}

// Whoever proposes is not proposed for having written the message.
async function refsMeant(
  app: App,
  { member }: Actor,
  { group, about, mentioned }: Meaning,
): Promise<readonly string[]> {
  const { author } = about ?? {}
  const isOwn = author !== undefined && (await memberOfRef(app, group, author)) === member.id
  const refs = new Set(mentioned?.refs)
  if (author !== undefined && !isOwn) refs.add(author)
  for (const id of mentioned?.people ?? []) {
    const place = await placeOf(app, group, id)
    if (place) refs.add(place.ref)
  }
  return [...refs]
}

function presetOf({ text, url }: About): Fields {
  return {
    evidence: text.slice(0, longestEvidence),
    ...(url === undefined ? {} : { link: url }),
  }
}
