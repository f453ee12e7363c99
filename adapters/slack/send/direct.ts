import { z } from 'zod'
import type { Sendings } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { type Calling, callInTurn } from './call-in-turn.ts'

/** Private conversations with people: theirs and the bot's keep their ids for ever. */
export class Direct {
  readonly #parts: Calling & { readonly sendings: Sendings }
  readonly #open = new Map<string, string>()

  constructor(parts: Calling & { readonly sendings: Sendings }) {
    this.#parts = parts
  }

  /** The id (`D…`) of the conversation with somebody. */
  async open(team: string, user: string): Promise<string> {
    const known = this.#open.get(`${team}/${user}`)
    if (known !== undefined) return known
    const call = { team, method: 'conversations.open' }
    const answer = await callInTurn(this.#parts, call, { users: user })
    const { id } = openSchema.parse(answer).channel
    await this.#keepMember(thingRef(team, id), thingRef(team, user))
    if (this.#open.size >= mostRemembered) this.#open.clear()
    this.#open.set(`${team}/${user}`, id)
    return id
  }

  /** With whom a conversation is that was opened before. */
  async memberIn(team: string, conversation: string): Promise<Ref | undefined> {
    return (await this.#parts.sendings.find(thingRef(team, conversation), memberKey))?.message
  }

  async #keepMember(conversation: Ref, member: Ref): Promise<void> {
    const { sendings } = this.#parts
    if ((await sendings.find(conversation, memberKey))?.message === member) return
    await sendings.begin(conversation, memberKey)
    await sendings.keep(conversation, memberKey, member)
  }
}

const memberKey = 'member'
const mostRemembered = 5000

const openSchema = z.object({ channel: z.object({ id: z.string().min(1) }) })
