import { z } from 'zod'
import type { DiscordApi } from '../send/discord-api.ts'

/** The application that the bot's token belongs to. */
export class Application {
  readonly #api: Pick<DiscordApi, 'call'>
  #id: string | undefined

  constructor(
    { api }: { readonly api: Pick<DiscordApi, 'call'> },
    config: { readonly applicationId?: string | undefined },
  ) {
    this.#api = api
    this.#id = config.applicationId
  }

  /** Its id. Throws where only Discord knows it, and does not say: the token holds that of the bot, which may be another. */
  async id(): Promise<string> {
    this.#id ??= (await this.#ask()).id
    return this.#id
  }

  /**
   * Where Discord sends what people do, if not over the gateway, as the portal has it; null: over the gateway; undefined:
   * Discord does not say.
   */
  async endpoint(): Promise<string | null | undefined> {
    return (await this.#ask()).interactions_endpoint_url
  }

  async #ask() {
    return meSchema.parse(await this.#api.call('GET', '/applications/@me'))
  }
}

const id = z.string().regex(/^\d{1,20}$/)

const meSchema = z.object({ id, interactions_endpoint_url: z.string().nullish() })
