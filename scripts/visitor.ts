import { randomUUID } from 'node:crypto'
import { z } from 'zod'

const field = z.object({
  name: z.string(),
  kind: z.string(),
  value: z.string().optional(),
  choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
})
const form = z.object({ name: z.string(), title: z.string(), fields: z.array(field) })
const button = z.object({
  label: z.string(),
  action: z.string().optional(),
  url: z.string().optional(),
})
const message = z.object({
  text: z.string(),
  buttons: z.array(button).optional(),
  files: z.array(z.object({ name: z.string(), url: z.string().optional() })).optional(),
})
const reply = z.object({
  message: message.optional(),
  form: form.optional(),
  refused: z.string().optional(),
  problem: z.string().optional(),
})
const joined = z.object({
  member: z.object({ id: z.string(), name: z.string(), role: z.string() }),
})
const inRoom = z.object({
  messages: z.array(
    z.object({
      ref: z.string(),
      private: z.boolean(),
      changedAt: z.number(),
      message,
    }),
  ),
})

export type Reply = z.output<typeof reply>
export type RoomMessage = z.output<typeof inRoom>['messages'][number]
export type Form = z.output<typeof form>

/** Somebody who uses the web room by its JSON, as any program may. */
export class Visitor {
  readonly #room: string
  #cookie = ''
  id = ''
  name = ''

  /** `room`: the address of the room, such as `http://127.0.0.1:3000/rooms/7Q4-KX2`. */
  constructor(room: string) {
    this.#room = room
  }

  async join(who: {
    readonly name: string
    readonly email?: string
    readonly language?: 'fr' | 'en'
    readonly trainer?: string
  }): Promise<void> {
    const response = await this.#send('/join', who)
    if (!response.ok) throw new Error(`Joining was refused: ${await response.text()}`)
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
    this.#cookie = cookies.join('; ')
    const { member } = joined.parse(await response.json())
    this.id = member.id
    this.name = member.name
  }

  /** The same person, who reaches the room at another address. */
  at(room: string): Visitor {
    const same = new Visitor(room)
    same.#cookie = this.#cookie
    same.id = this.id
    same.name = this.name
    return same
  }

  /** The session, as a browser would send it. */
  get cookie(): string {
    return this.#cookie
  }

  command(text: string): Promise<Reply> {
    return this.#act({ kind: 'command', text })
  }

  press(action: string, ref?: string): Promise<Reply> {
    return this.#act({ kind: 'press', action, ...(ref ? { message: ref } : {}) })
  }

  /** `id`: the click's own; the same one twice is one click. */
  submit(
    name: string,
    fields: Readonly<Record<string, string>>,
    id: string = randomUUID(),
  ): Promise<Reply> {
    return this.#act({ id, kind: 'submit', form: name, fields })
  }

  async messages(): Promise<readonly RoomMessage[]> {
    const response = await fetch(`${this.#room}/messages`, {
      headers: { accept: 'application/json', cookie: this.#cookie },
      signal: AbortSignal.timeout(10_000),
    })
    return inRoom.parse(await response.json()).messages
  }

  /** The room as a browser gets it. */
  async page(): Promise<string> {
    const response = await fetch(this.#room, {
      headers: { accept: 'text/html', cookie: this.#cookie },
      signal: AbortSignal.timeout(10_000),
    })
    return response.text()
  }

  async #act(what: object): Promise<Reply> {
    const response = await this.#send('/interactions', { id: randomUUID(), ...what })
    return reply.parse(await response.json())
  }

  async #send(path: string, body: object): Promise<Response> {
    const response = await fetch(this.#room + path, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        origin: new URL(this.#room).origin,
        cookie: this.#cookie,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    })
    // 422: a refusal, told in words.
    if (!response.ok && response.status !== 422)
      throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
}
