import { z } from 'zod'
import type { Channel, Grant, Team, World } from '../world.ts'

/** An answer `{ ok: false, error }`. */
export class SlackError extends Error {
  readonly error: string
  readonly facts: Readonly<Record<string, unknown>>

  constructor(error: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(error)
    this.error = error
    this.facts = facts
  }
}

export type Answer = Readonly<Record<string, unknown>>
export type RawArgs = Readonly<Record<string, unknown>>

/** Who calls: the team whose token it is. */
export interface Caller {
  readonly world: World
  readonly team: Team
  readonly grant: Grant
}

export type Method = (caller: Caller, args: RawArgs) => Answer

/** A method of the Web API, with its arguments checked. */
export function method<Args>(
  args: z.ZodType<Args>,
  answer: (caller: Caller, args: Args) => Answer,
): Method {
  return (caller, raw) => answer(caller, parsed(args, raw))
}

/** The arguments as a method wants them, or `invalid_arguments`. */
export function parsed<Args>(args: z.ZodType<Args>, raw: RawArgs): Args {
  const read = args.safeParse(raw)
  if (read.success) return read.data
  throw invalid(
    read.error.issues.map(({ message, path }) => `${message} [json-pointer:/${path.join('/')}]`),
  )
}

export function invalid(
  messages: readonly string[],
  error = 'invalid_arguments',
  facts: Readonly<Record<string, unknown>> = {},
): SlackError {
  return new SlackError(error, {
    ...facts,
    response_metadata: { messages: messages.map((one) => `[ERROR] ${one}`) },
  })
}

/** Checks that the token may do this: one of the scopes is enough. */
export function mayUse({ grant }: Pick<Caller, 'grant'>, scopes: readonly string[]): void {
  if (scopes.length === 0 || scopes.some((one) => grant.scopes.includes(one))) return
  throw new SlackError('missing_scope', {
    needed: scopes.join(','),
    provided: grant.scopes.join(','),
  })
}

/** A channel that this token may read. Private ones that the bot is not in do not exist for it. */
export function readable(caller: Caller, id: string): Channel {
  const channel = caller.team.channels.get(id)
  if (!channel || (hidden(channel) && !isIn(caller, channel)))
    throw new SlackError('channel_not_found')
  return channel
}

export function isIn({ team }: Pick<Caller, 'team'>, channel: Channel): boolean {
  return channel.im !== undefined || channel.members.has(team.bot.userId)
}

export function hidden({ isPrivate, im }: Channel): boolean {
  return isPrivate || im !== undefined
}

/** The scope family that this kind of channel asks for: `channels`, `groups` or `im`. */
export function kindOf({ isPrivate, im }: Channel): 'channels' | 'groups' | 'im' {
  if (im !== undefined) return 'im'
  return isPrivate ? 'groups' : 'channels'
}

/** Arguments of form posts are text: objects come as JSON. */
export function json<Shape extends z.ZodType>(shape: Shape) {
  return z.preprocess(fromJson, shape)
}

function fromJson(given: unknown): unknown {
  if (typeof given !== 'string') return given
  try {
    return JSON.parse(given)
  } catch {
    return given
  }
}

export const flag = z.preprocess((given) => {
  if (given === 'true' || given === '1' || given === 1) return true
  if (given === 'false' || given === '0' || given === 0 || given === '') return false
  return given
}, z.boolean())

export const count = (max: number) => z.coerce.number().int().min(1).max(max)

/** One page of a list, with the cursor of the next. A page may be shorter than was asked for, as Slack warns. */
export function page<Item>(
  items: readonly Item[],
  { cursor, limit, shorten }: { cursor: string | undefined; limit: number; shorten?: boolean },
): { readonly items: readonly Item[]; readonly metadata: { readonly next_cursor: string } } {
  const from = cursor ? startOf(cursor, items.length) : 0
  const size = shorten && limit > 2 ? limit - 1 : limit
  const to = from + size
  return {
    items: items.slice(from, to),
    metadata: { next_cursor: to < items.length ? cursorAt(to) : '' },
  }
}

function cursorAt(index: number): string {
  return Buffer.from(`next:${index}`).toString('base64')
}

function startOf(cursor: string, length: number): number {
  const [, index] = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  if (index === undefined || Number(index) >= length) throw new SlackError('invalid_cursor')
  return Number(index)
}
