import { randomBytes } from 'node:crypto'
import { SlackError } from '@slack/web-api'
import { failureFacts } from '#src/chat/adapting/failure-facts.ts'
import type { Interaction, Language, Ref, Reply } from '#src/chat/contract.ts'
import { refusal } from '#src/chat/replies/refusal.ts'
import { refusalWords, words } from '#src/chat/words.ts'
import { UnreadableView } from '../blocks/read-view.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import { SlackTrouble, troubleOf } from '../send/slack-trouble.ts'
import { postingScopes } from '../admission/scopes.ts'
import { type BotToken, NotInstalled } from '../admission/tokens.ts'
import { lostToken } from '../admission/bare-client.ts'
import type { Desk, Refused } from './desk.ts'
import type { ShownForm } from './paged-form.ts'
import { withPictures } from './with-pictures.ts'

/** Who did something, and where. */
export interface Asked {
  readonly team: string
  readonly enterprise?: string | undefined
  readonly user: string
  readonly channel: Ref
  /** What it is, for the log. */
  readonly surface: string
  /** The channel must be one where the bot is: `fresh` when its people are about to be proposed or to vote. */
  readonly group?: 'known' | 'fresh'
  /** Without such a channel it is asked all the same. */
  readonly groupless?: boolean
  /** Where a group's people come from can be chosen anew there. */
  readonly mends?: boolean
  /** A vote is about to be opened: its card, and the badges that come of it, will be written. */
  readonly posts?: boolean
}

export type Scene = Pick<Interaction, 'by' | 'workspace' | 'channel' | 'language'>

/** A message, or a form as far as it was filled in. */
export type Shown = Extract<Reply, { readonly message: unknown }> | ShownForm

/** What there is to say, and in what language. */
export interface Told {
  readonly reply: Shown
  readonly language: Language
  /** An accident of ours: trying again may help. */
  readonly isAccident?: boolean
}

/** Asks the inbox for somebody. Never fails: whatever is in the way is told in words. */
export async function ask(
  desk: Desk,
  asked: Asked,
  what: (scene: Scene) => Promise<Shown>,
): Promise<Told> {
  let language = languageFor(desk, asked)
  try {
    await admit(desk, asked)
    language = await presumedLanguage(desk, asked)
    const person = await desk.people.person(asked.team, asked.user)
    if (!person) return { reply: refusal(language, { code: 'not-a-member' }), language }
    language = person.language
    remember(desk, `${asked.team}/${asked.user}`, language)
    const lacking = asked.posts && person.isTrainer ? await lackingIn(desk, asked) : undefined
    if (lacking) return { reply: refusal(language, lacking), language }
    const here = await groupIn(desk, asked)
    const hindrance = hindranceFor(asked, here)
    if (hindrance) return { reply: refusal(language, hindrance), language }
    const { ref, name } = person
    const scene = {
      by: { ref, name },
      workspace: teamRef(asked.team),
      channel: asked.channel,
      language,
    }
    const reply = withPictures(await what(scene))
    const isLost = 'message' in reply && reply.refused === 'no-group-here'
    return { reply: isLost && here !== 'ok' ? refusal(language, here) : reply, language }
  } catch (failure) {
    const invitation = await invitationFor(desk, asked, failure)
    if (invitation) return { reply: invitation, language }
    return whatWentWrong(desk, asked, { failure, language })
  }
}

/** Throws where the service is not let in, and where Slack cannot be asked. */
export async function admit(
  { tokens }: Pick<Desk, 'tokens'>,
  { team, enterprise }: Pick<Asked, 'team' | 'enterprise'>,
): Promise<void> {
  try {
    await tokens.tokenFor(team, enterprise)
  } catch (failure) {
    throw failure instanceof SlackError ? troubleOf('auth.test', failure) : failure
  }
}

// A vote whose card could not be written had better not be opened.
async function lackingIn(
  { tokens }: Desk,
  { team, enterprise }: Asked,
): Promise<Refused | undefined> {
  if (missingToPost(await tokens.tokenFor(team, enterprise)) === undefined) return undefined
  // It may have been given since Slack was last asked.
  await tokens.doubt(team)
  const scope = missingToPost(await tokens.tokenFor(team, enterprise))
  return scope === undefined ? undefined : { code: 'scope-missing', scope }
}

function missingToPost({ scopes }: BotToken): string | undefined {
  if (scopes.length === 0) return undefined
  return postingScopes.find((scope) => !scopes.includes(scope))
}

async function groupIn(desk: Desk, { team, channel, group }: Asked): Promise<'ok' | Refused> {
  const { id } = partsOf(channel)
  // A private conversation is nobody's group.
  if (!group || !/^[CG]/.test(id)) return 'ok'
  return desk.channels.here(team, id, { fresh: group === 'fresh' })
}

function hindranceFor({ groupless, mends }: Asked, here: 'ok' | Refused): Refused | undefined {
  if (here === 'ok' || groupless) return undefined
  return mends && here.code === 'source-gone' ? undefined : here
}

// Whoever never installed the app is told where to do so, in both languages.
async function invitationFor(
  { book, installAddress }: Desk,
  { team }: Asked,
  failure: unknown,
): Promise<Shown | undefined> {
  const address = installAddress()
  if (!(failure instanceof NotInstalled) || address === undefined) return undefined
  if (await book.roster.knows(teamRef(team))) return undefined
  const texts = [words('en'), words('fr')].map(({ notInstalledYet }) => notInstalledYet(address))
  return { message: { text: texts.join('\n\n') }, refused: 'not-installed' }
}

/** What a failure means to the person who waits: in words, or as an accident with a number that the log has too. */
export function whatWentWrong(
  desk: Desk,
  { team, surface }: Pick<Asked, 'team' | 'surface'>,
  { failure, language }: { readonly failure: unknown; readonly language: Language },
): Told {
  if (failure instanceof SlackTrouble && doubtful.has(failure.error))
    void desk.underWay.add(doubt(desk, team))
  const refused = refusalOf(failure)
  if (refused?.code === 'not-installed') return { reply: inBoth(refused), language }
  if (refused) return { reply: refusal(language, refused), language }
  const reference = randomBytes(4).toString('hex')
  desk.log.error({ ...factsOf(failure), surface, team, reference }, 'something from Slack failed')
  return {
    reply: { message: { text: words(language).accident(reference) } },
    language,
    isAccident: true,
  }
}

async function doubt(desk: Desk, team: string): Promise<void> {
  await desk.tokens.doubt(team).catch((failure: unknown) => {
    desk.log.warn({ ...factsOf(failure), team }, 'whether a Slack token is still good is not known')
  })
}

function refusalOf(failure: unknown): Refused | undefined {
  if (failure instanceof NotInstalled) return { code: 'not-installed' }
  if (failure instanceof UnreadableView) return { code: 'form-expired' }
  if (!(failure instanceof SlackTrouble)) return undefined
  const { error, needed } = failure
  if (error === 'not_installed' || lostToken.has(error)) return { code: 'not-installed' }
  if (error === 'missing_scope') return { code: 'scope-missing', scope: needed ?? '?' }
  return unreachable.test(error) ? { code: 'chat-unreachable' } : undefined
}

const doubtful = new Set([...lostToken, 'token_expired'])

const unreachable =
  /^(ratelimited|timeout|no_answer|http_\d+|fatal_error|internal_error|service_unavailable|request_timeout|token_expired)$/

// Nobody knows yet what its people read.
function inBoth(refused: Refused): Shown {
  const texts = (['en', 'fr'] as const).map((language) => refusalWords(language, refused))
  return { message: { text: texts.join('\n\n') }, refused: refused.code }
}

/** A failure for the log, with the error that Slack named. */
export function factsOf(failure: unknown): Readonly<Record<string, unknown>> {
  const isNamed = failure instanceof Error && 'error' in failure
  return { ...failureFacts(failure), ...(isNamed ? { error: failure.error } : {}) }
}

// What somebody read last, so that a window can be opened before it is looked up.
const read = new WeakMap<Desk, Map<string, Language>>()

/** What somebody reads, as far as it is known without asking: else their workspace's language, else the service's. */
export function languageFor(desk: Desk, { team, user }: Pick<Asked, 'team' | 'user'>): Language {
  const known = read.get(desk)
  return known?.get(`${team}/${user}`) ?? known?.get(team) ?? desk.language
}

async function presumedLanguage(desk: Desk, { team, user }: Asked): Promise<Language> {
  const known = read.get(desk)?.get(`${team}/${user}`)
  if (known) return known
  const language = await desk.book.roster.language(teamRef(team))
  remember(desk, team, language)
  return language
}

function remember(desk: Desk, who: string, language: Language): void {
  const languages = read.get(desk) ?? new Map<string, Language>()
  if (languages.size >= mostRemembered) languages.clear()
  languages.set(who, language)
  read.set(desk, languages)
}

const mostRemembered = 10_000

export function memberRef({ team, user }: Pick<Asked, 'team' | 'user'>): Ref {
  return thingRef(team, user)
}
