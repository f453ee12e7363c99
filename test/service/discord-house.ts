import type { Test } from 'tap'
import { texts } from '#src/texts/texts.ts'
import type { Language } from '#src/chat/contract.ts'
import {
  type FakeDiscord,
  fakeDiscord,
  type FakeGuild,
  type FilledIn,
  type FirstAnswer,
  type Person,
  type ShownMessage,
  type ShownModal,
} from '#test/kit/fake-discord/index.ts'
import { aService, type TestService, until } from '#test/kit/service.ts'

/** A service on a Discord server: Paul, who owns it, and learners who have one role. */
export interface DiscordHouse {
  readonly discord: FakeDiscord
  readonly guild: FakeGuild
  readonly service: TestService
  readonly language: Language
  readonly paul: Person
  readonly learners: readonly Person[]
}

export interface DiscordHouseOptions {
  readonly http?: boolean
  readonly language?: Language
  readonly membersSwitch?: boolean
  readonly names?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly now?: () => number
}

export const guildId = '1200000000000000010'
export const channelId = '1200000000000000020'
export const roleId = '1200000000000000040'
const paulId = '1200000000000000050'

/** The id of the learner at that place. */
export function learnerId(index: number): string {
  return `12000000000000001${index.toString().padStart(2, '0')}`
}

export async function aDiscordHouse(
  t: Test,
  {
    http = false,
    language = 'en',
    membersSwitch = true,
    names,
    env = {},
    now,
  }: DiscordHouseOptions = {},
): Promise<DiscordHouse> {
  const time = now ? { now } : {}
  const server = await aServer(t, { language, membersSwitch, ...(names ? { names } : {}), ...time })
  const { discord } = server
  // What failed is tried again soon: after 0.1 s, 0.2 s, 0.4 s …
  const service = await aService(t, {
    env: { ...discord.env({ http }), DEFAULT_LANGUAGE: language, ...env },
    random: () => 0.02,
    ...time,
  })
  if (http) discord.deliverTo(`${service.app.baseUrl}/discord/interactions`)
  else await connected(discord)
  return { ...server, service }
}

/** The server alone. */
export async function aServer(
  t: Test,
  {
    language = 'en',
    membersSwitch = true,
    names = ['Ana', 'Bilal', 'Chloé', 'Dawit'],
    now,
  }: Omit<DiscordHouseOptions, 'http' | 'env'> = {},
): Promise<Omit<DiscordHouse, 'service'>> {
  const discord = await fakeDiscord(t, { membersSwitch, ...(now ? { now } : {}) })
  const locale = language === 'fr' ? 'fr' : 'en-US'
  const guild = discord.guild(guildId, { locale, owner: paulId })
  guild.role(roleId, { name: 'groupe-a' })
  guild.channel(channelId, { name: 'atelier' })
  const paul = guild.user(paulId, { name: 'Paul', isAdmin: true })
  const learners = names.map((name, index) =>
    guild.user(learnerId(index), { name, roles: [roleId] }),
  )
  return { discord, guild, language, paul, learners }
}

/** Waits until the service hears what people do. */
export async function connected({ gateway }: FakeDiscord): Promise<void> {
  await until(async () => gateway.open > 0 || undefined)
}

/** What stands before somebody after what they did: a message for them alone, or a modal. */
export type Answer =
  | { readonly told: ShownMessage; readonly modal?: undefined }
  | { readonly modal: ShownModal; readonly told?: undefined }

/** Does something, and waits for what it brings. Throws where Discord shows that it failed. */
export async function answerTo(person: Person, act: () => Promise<FirstAnswer>): Promise<Answer> {
  const before = standingBefore(person)
  const modal = JSON.stringify(person.modal())
  const first = await act()
  if (first.type === undefined) throw new Error(first.trouble)
  return until(async () => {
    const open = person.modal()
    if (open && JSON.stringify(open) !== modal) return { modal: open }
    const told = person.ephemerals().find((one) => before.get(one.id) !== stateOf(one))
    return told && { told }
  })
}

/** What this person alone is told after what they did. */
export async function toldBy(person: Person, act: () => Promise<FirstAnswer>): Promise<string> {
  const { told, modal } = await answerTo(person, act)
  if (!told) throw new Error(`The modal “${modal.title}” opened.`)
  return told.text
}

function standingBefore(person: Person): ReadonlyMap<string, string> {
  return new Map(person.ephemerals().map((one) => [one.id, stateOf(one)]))
}

function stateOf({ text, editedAt, buttons }: ShownMessage): string {
  return JSON.stringify([text, editedAt, buttons])
}

/** Words by which badges are found: one for a person, one for a group. */
export const individual = {
  en: 'Listening to and understanding',
  fr: 'Écouter et comprendre',
} as const
export const collective = {
  en: 'Delivering a collective production',
  fr: 'Réaliser une production collective',
} as const

/** Who opens votes, and where: in the channel of the house unless another is named. */
export type Where = Pick<DiscordHouse, 'paul' | 'language'> & { readonly place?: string }

/** The id of a badge of the server, as the command's own suggestions say. */
export async function badgeIn(
  { paul, language, place = channelId }: Where,
  words: string,
): Promise<string> {
  const { body, trouble } = await paul.autocomplete(place, 'propose', 'badge', words)
  const [first] = choicesOf(body)
  if (first === undefined)
    throw new Error(`No badge is suggested for “${words}” in ${language}: ${trouble}`)
  return first
}

/** Fills in what opens a vote, up to the look at it before it is sent. */
export async function fillProposal(
  house: Where,
  { badge, ...values }: { readonly badge: string } & Readonly<Record<string, FilledIn>>,
): Promise<ShownMessage> {
  const { paul, place = channelId } = house
  const id = await badgeIn(house, badge)
  const { modal } = await answerTo(paul, () => paul.command(place, 'propose', { badge: id }))
  if (!modal) throw new Error(`No form opened: ${paul.ephemerals().at(-1)?.text}`)
  const filled = { reason: 'Seen in the workshop.', source: [{ id: roleId }], ...values }
  const { told } = await answerTo(paul, () => paul.submit(filled))
  if (!told) throw new Error('Nothing follows the form.')
  return told
}

/** Opens a vote as a trainer does, `more` on the optional page; answers its id once the card is there. */
export async function proposeIn(
  house: Where,
  values: { readonly badge: string } & Readonly<Record<string, FilledIn>>,
  more?: Readonly<Record<string, FilledIn>>,
): Promise<string> {
  const { paul, place } = house
  const before = new Set(voteIds(paul, place))
  await sendProposal(house, values, more)
  return until(async () => voteIds(paul, place).find((id) => !before.has(id)))
}

/** Fills in what opens a vote and sends it; answers what is said then. */
export async function sendProposal(
  house: Where,
  values: { readonly badge: string } & Readonly<Record<string, FilledIn>>,
  more?: Readonly<Record<string, FilledIn>>,
): Promise<ShownMessage> {
  const { paul } = house
  const first = await fillProposal(house, values)
  const review = more ? await fillMore(paul, first, more) : first
  const send = review.buttons.find(({ customId }) => customId.startsWith('b1:s:'))
  if (!send) throw new Error(`It cannot be sent: ${review.text}`)
  const { told } = await answerTo(paul, () => paul.press(review, send.customId))
  if (!told) throw new Error('A form follows what was sent.')
  return told
}

async function fillMore(
  person: Person,
  review: ShownMessage,
  values: Readonly<Record<string, FilledIn>>,
): Promise<ShownMessage> {
  const page = review.buttons.find(({ customId }) => /^b1:o:.*:1$/.test(customId))
  if (!page) throw new Error(`There is no second page: ${review.text}`)
  await answerTo(person, () => person.press(review, page.customId))
  const { told } = await answerTo(person, () => person.submit(values))
  if (!told) throw new Error('Nothing follows the second page.')
  return told
}

/** Presses "Vote" on the card and gives the same answer to each criterion. Answers what is then read. */
export async function voteIn(
  house: Pick<Where, 'language' | 'place'>,
  voter: Person,
  id: string,
  choice = 'met',
): Promise<ShownMessage> {
  const opened = await answerTo(voter, () => pressVote(voter, id, house.place))
  if (!opened.modal) throw new Error(`No ballot opened: ${opened.told.text}`)
  return fillBallot(house, voter, choice)
}

/** Fills in the ballot that stands open, page after page. */
export async function fillBallot(
  { language }: Pick<DiscordHouse, 'language'>,
  voter: Person,
  choice: string,
): Promise<ShownMessage> {
  for (let page = 0; page < 4; page++) {
    const ballot = voter.modal()
    if (!ballot) throw new Error('No ballot is open.')
    const answers = ballot.labels.filter(({ type }) => type === 21)
    const values = Object.fromEntries(answers.map(({ customId }) => [customId, choice]))
    const { told } = await answerTo(voter, () => voter.submit(values))
    if (!told) throw new Error('Nothing follows the ballot.')
    const next = told.buttons.find(
      ({ customId, label }) =>
        customId.startsWith('b1:o:') && label !== texts[language].discord.addWords,
    )
    if (!next) return told
    await answerTo(voter, () => voter.press(told, next.customId))
  }
  throw new Error('The ballot has no end.')
}

export function pressVote(voter: Person, id: string, place?: string): Promise<FirstAnswer> {
  const card = cardOf(voter, id, place)
  if (!card) throw new Error(`There is no card of ${id}.`)
  return voter.press(card, `vote:${id}`)
}

export function cardOf(
  reader: Person,
  id: string,
  place: string = channelId,
): ShownMessage | undefined {
  return reader
    .seen(place)
    .find(({ buttons }) =>
      buttons.some(
        ({ customId, url }) => customId.endsWith(`:vote:${id}`) || url?.endsWith(`/records/${id}`),
      ),
    )
}

/** The files that somebody was sent in private. */
export function filesOf(reader: Person) {
  return reader.dms().flatMap(({ files }) => files)
}

function voteIds(reader: Person, place: string = channelId): readonly string[] {
  return reader
    .seen(place)
    .flatMap(({ buttons }) =>
      buttons.flatMap(({ customId }) => /:vote:(.+)$/.exec(customId)?.[1] ?? []),
    )
}

function choicesOf(body: unknown): readonly string[] {
  const data = within(body, 'data')
  const choices = within(data, 'choices')
  return Array.isArray(choices) ? choices.map((one: unknown) => String(within(one, 'value'))) : []
}

function within(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined
}
