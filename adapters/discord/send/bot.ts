import { z } from 'zod'
import { idSchema } from '../people/discord-member.ts'
import type { DiscordApi } from './discord-api.ts'

/** Who the bot is among Discord's users. */
export class Bot {
  readonly #api: Pick<DiscordApi, 'call'>
  #id: Promise<string> | undefined

  constructor(api: Pick<DiscordApi, 'call'>) {
    this.#api = api
  }

  /** Asked for once. Throws `DiscordTrouble`. */
  id(): Promise<string> {
    this.#id ??= this.#ask()
    this.#id.catch(() => (this.#id = undefined))
    return this.#id
  }

  async #ask(): Promise<string> {
    const answer = await this.#api.call('GET', '/users/@me')
    return z.looseObject({ id: idSchema }).parse(answer).id
  }
}
