import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'

/** Data of third parties under their own licences: read where they are present, never copied here. */
export const vectors = new URL('../../../shared/vectors/discord/', import.meta.url)
export const skip = existsSync(vectors) ? false : 'the third-party test data is not here'
export const describedIn = new URL('openapi/openapi.json', vectors)

/** What a documented sample is: each is used by what it is. */
export type Kind = 'frame' | 'interaction' | 'answer' | 'message' | 'thing'

export interface Sample {
  readonly name: string
  readonly kind: Kind
  readonly json: unknown
}

/** The samples of a folder, without its licence. */
export function samplesIn(folder: 'discord-api-docs' | 'twilight' | 'jda'): readonly Sample[] {
  return readdirSync(new URL(`${folder}/`, vectors))
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const json = readJson(`${folder}/${name}`)
      return { name, kind: kindOf(name, json), json }
    })
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, vectors), 'utf8'))
}

function kindOf(name: string, json: unknown): Kind {
  if (frame.safeParse(json).success) return 'frame'
  if (answer.safeParse(json).success) return 'answer'
  if (/interaction|autocomplete/.test(name) && interaction.safeParse(json).success)
    return 'interaction'
  return message.safeParse(json).success ? 'message' : 'thing'
}

const frame = z.looseObject({ op: z.int() })
const answer = z.looseObject({ type: z.literal(9), data: z.looseObject({}) })
const interaction = z.looseObject({
  type: z.union([2, 3, 4, 5].map((one) => z.literal(one))),
  data: z.looseObject({}),
})
// As it is sent: what Discord shows of a message has an id.
const message = z
  .looseObject({ id: z.undefined().optional() })
  .and(
    z.union([
      z.looseObject({ flags: z.int(), components: z.array(z.unknown()) }),
      z.looseObject({ content: z.string() }),
    ]),
  )
