import { createRequire } from 'node:module'
import type { REST } from 'discord.js'
import { z } from 'zod'

/** What discord.js sends its requests through. */
export type Agent = NonNullable<REST['agent']>

/**
 * An agent of the very undici that discord.js's REST loads. Without one it takes the process's, and where that is of another
 * release every upload fails, with JSON going on as if nothing were (discordjs/discord.js#10946).
 */
export function ownAgent(): Agent {
  const nearUs = createRequire(import.meta.url)
  const nearClient = createRequire(nearUs.resolve('discord.js'))
  const nearRest = createRequire(nearClient.resolve('@discordjs/rest'))
  const { Agent } = undiciSchema.parse(nearRest('undici'))
  return new Agent({ connect: { timeout: 5000 }, headersTimeout: 30_000, bodyTimeout: 15_000 })
}

/** That copy cannot be imported by its name from here, and so has no type here. */
const undiciSchema = z.object({
  Agent: z.custom<new (options: object) => Agent>((value) => typeof value === 'function'),
})
