import { sign } from 'node:crypto'
import { z } from 'zod'
import { answerInteraction } from './answer-interaction.ts'
import { DiscordError } from './discord-error.ts'
import type { Gateway } from './gateway.ts'
import type { LiveInteraction, World } from './world.ts'

/** What the app first answered to something that somebody did. */
export interface FirstAnswer {
  readonly ms: number
  /** The answer's type; undefined: none came that Discord takes. */
  readonly type: number | undefined
  readonly body: unknown
  /** What went wrong. */
  readonly trouble?: string
}

/** Brings what people do to the app: by the gateway, or by signed HTTP where an endpoint is set. */
export class Delivery {
  /** Discord waits three seconds. */
  limitMs = 3000
  readonly answers: FirstAnswer[] = []
  readonly #world: World
  readonly #gateway: Gateway
  #endpoint: string | undefined

  constructor(world: World, gateway: Gateway) {
    this.#world = world
    this.#gateway = gateway
  }

  /** Where interactions go; then none goes through the gateway. */
  to(endpoint: string | undefined): void {
    this.#endpoint = endpoint
  }

  async send(
    payload: Readonly<Record<string, unknown>>,
    about: Pick<LiveInteraction, 'id' | 'token' | 'type' | 'userId' | 'channelId' | 'source'>,
  ): Promise<FirstAnswer> {
    const started = performance.now()
    const { promise, resolve } = Promise.withResolvers<Omit<FirstAnswer, 'ms'>>()
    const live: LiveInteraction = {
      ...about,
      at: this.#world.now(),
      dead: false,
      answered: false,
      original: undefined,
      first: resolve,
    }
    this.#world.interactions.set(live.token, live)
    const timer = setTimeout(() => {
      live.dead = !live.answered
      resolve({ type: undefined, body: undefined, trouble: 'The application did not respond' })
    }, this.limitMs)
    if (this.#endpoint === undefined) this.#gateway.dispatch('INTERACTION_CREATE', payload)
    else void this.#byHttp(this.#endpoint, payload, live)
    const first = await promise
    clearTimeout(timer)
    const answer: FirstAnswer = { ...first, ms: performance.now() - started }
    this.answers.push(answer)
    return answer
  }

  /** A signed request as Discord sends it; answers the response. */
  async request(endpoint: string, payload: unknown): Promise<Response> {
    const body = JSON.stringify(payload)
    const timestamp = Math.floor(this.#world.now() / 1000).toString()
    const signature = sign(null, Buffer.from(timestamp + body), this.#world.keys.privateKey)
    return fetch(endpoint, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Discord-Interactions/1.0 (+https://discord.com)',
        'x-signature-ed25519': signature.toString('hex'),
        'x-signature-timestamp': timestamp,
      },
      signal: AbortSignal.timeout(this.limitMs),
    })
  }

  async #byHttp(endpoint: string, payload: unknown, live: LiveInteraction): Promise<void> {
    const failed = (trouble: string) => live.first({ type: undefined, body: undefined, trouble })
    try {
      const response = await this.request(endpoint, payload)
      // The answer comes by the callback.
      if (response.status === 202) return
      if (response.status !== 200) return failed(`HTTP ${response.status}`)
      answerInteraction(this.#world, live, {
        body: z.unknown().parse(await response.json()),
        files: [],
      })
    } catch (error) {
      failed(error instanceof DiscordError ? error.message : String(error))
    }
  }
}
