import type { KeptForm } from '#src/chat/adapting/form-drafts.ts'
import { discordWords, refusalWords } from '#src/chat/words.ts'
import type { Language } from '#src/chat/contract.ts'
import type { NotHere } from '../people/gatherings.ts'
import { partsOf } from '../refs.ts'
import type { Scene } from './ask.ts'
import type { Came } from './came.ts'
import type { Desk, Refused } from './desk.ts'

/**
 * Finds out who is in the group, before a vote is opened by the form; answers why that is not known, in words. A proposal comes
 * from a server: the commands that open it are given nowhere else, and no private message has a button that does.
 */
export async function gatherGroup(
  desk: Pick<Desk, 'channels'>,
  came: Came,
  { guild, person, language }: Scene,
  { form, values }: KeptForm,
): Promise<string | undefined> {
  if (form.name !== 'propose' || came.guild === undefined || !person.isTrainer) return undefined
  const asks = form.fields.some(({ kind }) => kind === 'source')
  const source = asks ? (values['source'] ?? '') : undefined
  const here = await desk.channels.gather(guild, came.channel, source)
  if (here === 'ok') return undefined
  if (here.code === 'members-hidden') {
    const role = partsOf(values['source'] ?? '').id
    await desk.channels.rollCall(guild, came.channel, role === '' ? undefined : role)
  }
  return refusalWords(language, named(here, language))
}

// Discord's settings call a permission otherwise than its API does, and in each language.
function named(here: NotHere, language: Language): Refused {
  return here.code === 'right-missing'
    ? { ...here, right: discordWords(language).rights[here.right] }
    : here
}
