import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'

const schemaRef = z.looseObject({ $ref: z.string() })
const operation = z.looseObject({
  requestBody: z
    .looseObject({
      content: z.looseObject({
        'application/json': z.looseObject({ schema: z.unknown() }).optional(),
      }),
    })
    .optional(),
})
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
})

/** The answers to interactions by their type: the description has them as one `anyOf`, whose errors nobody can read. */
const callbacks: Readonly<Record<number, string>> = {
  1: 'PongInteractionCallbackRequest',
  4: 'CreateMessageInteractionCallbackRequest',
  5: 'CreateMessageInteractionCallbackRequest',
  6: 'UpdateMessageInteractionCallbackRequest',
  7: 'UpdateMessageInteractionCallbackRequest',
  8: 'ApplicationCommandAutocompleteCallbackRequest',
  9: 'ModalInteractionCallbackRequest',
}

/** Discord's own description of its API, as a judge of what is sent to it. */
export class DiscordOpenApi {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  readonly #routes: readonly {
    readonly method: string
    readonly path: RegExp
    readonly literals: number
    readonly schema: unknown
  }[]

  constructor(file: URL) {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const { paths, ...rest } = document.parse(read)
    this.#ajv.addSchema({ $id: 'discord', ...rest })
    this.#routes = Object.entries(paths)
      .flatMap(([template, operations]) =>
        Object.entries(operations).flatMap(([method, given]) => {
          const { data } = operation.safeParse(given)
          return data === undefined
            ? []
            : [
                {
                  method: method.toUpperCase(),
                  path: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
                  literals: template.split('/').filter((part) => !part.startsWith('{')).length,
                  schema: data.requestBody?.content['application/json']?.schema,
                },
              ]
        }),
      )
      // `@original` before an id.
      .toSorted((one, other) => other.literals - one.literals)
  }

  /** All that is wrong with a call. */
  problems(method: string, path: string, body: unknown): readonly string[] {
    const [bare = ''] = path.split('?')
    const route = this.#routes.find((one) => one.method === method && one.path.test(bare))
    if (!route) return [`there is no ${method} ${bare}`]
    if (body === undefined) return []
    return bare.endsWith('/callback') ? this.answer(body) : this.#judge(route.schema, body)
  }

  /** All that is wrong with an answer to an interaction. */
  answer(body: unknown): readonly string[] {
    const type = z.looseObject({ type: z.int() }).safeParse(body).data?.type ?? 0
    const name = callbacks[type]
    return name === undefined ? [`an answer of type ${type}`] : this.named(name, body)
  }

  /** All that is wrong with it by a schema of that name. */
  named(name: string, body: unknown): readonly string[] {
    return this.#judge({ $ref: `#/components/schemas/${name}` }, body)
  }

  #judge(schema: unknown, body: unknown): readonly string[] {
    const list = z.looseObject({ items: schemaRef }).safeParse(schema)
    if (list.success && Array.isArray(body))
      return body.flatMap((one: unknown) => this.#judge(list.data.items, one))
    const { $ref } = schemaRef.parse(schema)
    const whole = `discord${$ref}`
    const check = this.#ajv.getSchema(whole) ?? this.#ajv.compile({ $ref: whole })
    if (check(body)) return []
    return (check.errors ?? [])
      .slice(0, 6)
      .map(({ instancePath, message = '' }) => `${instancePath || '/'} ${message}`)
  }
}
