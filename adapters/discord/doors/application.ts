import { z } from 'zod'
import type { DiscordApi } from '../send/discord-api.ts'

/** The application that the bot's token belongs to. */
export class Application {
  readonly #api: Pick<DiscordApi, 'call'>
  #id: string | undefined

  constructor({ api }: { readonly api: Pick<DiscordApi, 'call'> }, config: OfToken) {
    this.#api = api
    const { applicationId, token } = config
    this.#id = applicationId ?? idInToken(token)
  }

  /** Its id. Throws where only Discord knows it, and does not say. */
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

interface OfToken {
  readonly token: string
  readonly applicationId?: string | undefined
}

const id = z.string().regex(/^\d{1,20}$/)

const meSchema = z.object({ id, interactions_endpoint_url: z.string().nullish() })

// The first part of a bot's token is the id of its user, which is its application's.
function idInToken(token: string): string | undefined {
  const [first = ''] = token.split('.', 1)
  const said = Buffer.from(first, 'base64url').toString()
  return /^\d{15,20}$/.test(said) ? said : undefined
}
