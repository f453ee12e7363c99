import { randomBytes } from 'node:crypto'
import type { KnownPerson } from '#src/chat/chat-book.ts'
import type { Interaction, Language, Message } from '#src/chat/contract.ts'
import { discordWords, refusalWords } from '#src/chat/words.ts'
import { lackingRights } from '../people/permissions.ts'
import { guildRef, thingRef } from '../refs.ts'
import { codes } from '../send/codes.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import { UnreadableCommand } from '../commands/read-command.ts'
import { UnreadableModal } from '../views/read-modal.ts'
import type { Came } from './came.ts'
import type { Desk, Refused } from './desk.ts'
import { factsOf } from './facts-of.ts'
import { type Shown, shownMessage, type Told } from './shown.ts'

type Place = Pick<Interaction, 'by' | 'workspace' | 'channel' | 'language'>

/** Who did something, and where, as the inbox is told. */
export interface Scene extends Place {
  readonly guild: string
  readonly person: KnownPerson
}

/** Thrown where there is nothing to do but to say why not. */
export class NotNow extends Error {
  readonly refused: Refused

  constructor(refused: Refused) {
    super(refused.code)
    this.refused = refused
  }
}

/**
 * Finds out who it is, does the work, and makes what is shown of it. Never fails: whatever is in the way is told in words.
 * `guild` is the server that it is about.
 */
export async function ask(
  desk: Desk,
  came: Came,
  {
    guild,
    work,
  }: { readonly guild: string | undefined; readonly work: (scene: Scene) => Promise<Shown> },
): Promise<Told> {
  let language = came.language ?? desk.language
  const words = () => ({ language, guild: guild ?? '0' })
  try {
    if (guild === undefined) throw new NotNow({ code: 'no-group-here' })
    await admit(desk, came, guild)
    language = came.language ?? (await desk.book.roster.language(guildRef(guild)))
    const person = await personIn(desk, came, guild)
    if (!person) throw new NotNow({ code: 'not-a-member' })
    language = person.language
    return { shown: await work(sceneOf(came, guild, person)), language }
  } catch (failure) {
    return {
      shown: shownMessage(whatWentWrong(desk, { came, failure, language }), words()),
      language,
    }
  }
}

export function sceneOf({ channel }: Came, guild: string, person: KnownPerson): Scene {
  const { ref, name, language } = person
  return {
    by: { ref, name },
    workspace: guildRef(guild),
    channel: thingRef(guild, channel),
    language,
    guild,
    person,
  }
}

/** Who does it and where, as the inbox takes it. */
export function placeIn({ by, workspace, channel, language }: Scene): Place {
  return { by, workspace, channel, language }
}

/** Throws unless the service is on that server, or knows it where somebody answers in private. */
export async function admit(desk: Desk, came: Came, guild: string): Promise<void> {
  const isKnown =
    came.guild === undefined
      ? await desk.book.roster.knows(guildRef(guild))
      : came.guild === guild && (await desk.guilds.admit(guild))
  if (!isKnown) throw new NotNow({ code: came.guild === guild ? 'not-installed' : 'form-expired' })
}

/**
 * In private Discord does not show who somebody is in the server: only who was met there is known. Whoever trains decides
 * nothing from there after they left the server; learners go on, for a roll is frozen and their badges stay theirs.
 */
export async function personIn(
  { people, book }: Desk,
  { guild: here, user, member, locale }: Came,
  guild: string,
): Promise<KnownPerson | undefined> {
  if (here !== undefined) return people.meet(guild, member, locale)
  const person = await book.roster.person(guildRef(guild), thingRef(guild, user))
  const mayDecide = person?.isTrainer === true
  return mayDecide && !(await people.isThere(guild, user)) ? undefined : person
}

/** Throws where a card could not be written: its vote had better not be opened. */
export function seeRights({ appPermissions, isThread, guild }: Came, { language }: Scene): void {
  if (guild === undefined || appPermissions === undefined) return
  const [lacking] = lackingRights(appPermissions, isThread)
  if (lacking === undefined) return
  const right = discordWords(language).rights[lacking]
  throw new NotNow({ code: 'right-missing', right })
}

/** What a failure means to the person who waits: in words, or as an accident with a number that the log has too. */
export function whatWentWrong(
  desk: Pick<Desk, 'log'>,
  {
    came,
    failure,
    language,
  }: { readonly came: Came; readonly failure: unknown; readonly language: Language },
): Message {
  const refused = refusalOf(failure, language)
  if (refused) return { text: refusalWords(language, refused) }
  const reference = randomBytes(4).toString('hex')
  const facts = { ...factsOf(failure), kind: came.kind, guild: came.guild, reference }
  desk.log.error(facts, 'something from Discord failed')
  return { text: discordWords(language).accident(reference) }
}

function refusalOf(failure: unknown, language: Language): Refused | undefined {
  if (failure instanceof NotNow) return failure.refused
  if (failure instanceof UnreadableModal || failure instanceof UnreadableCommand)
    return { code: 'form-expired' }
  if (!(failure instanceof DiscordTrouble)) return undefined
  const { status, code } = failure
  if (status === 401) return { code: 'not-installed' }
  if (code === codes.missingAccess)
    return { code: 'right-missing', right: discordWords(language).rights.ViewChannel }
  return status === 0 || status === 429 || status >= 500 ? { code: 'chat-unreachable' } : undefined
}
