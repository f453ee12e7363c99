import { setTimeout as wait } from 'node:timers/promises'
import { type CommandOption, isSubcommand } from './command-rules.ts'
import type { Input } from './components.ts'
import type { Delivery, FirstAnswer } from './delivery.ts'
import { chosen, type FilledIn, filledIn } from './fill-in.ts'
import { may } from './permissions.ts'
import {
  inOrder,
  isSelect,
  readMessage,
  readModal,
  type ShownMessage,
  type ShownModal,
} from './read.ts'
import { interactionPayload, resolvedPayload } from './requests.ts'
import { messagePayload } from './payloads.ts'
import type {
  Channel,
  Guild,
  GuildMember,
  LiveInteraction,
  Message,
  RegisteredCommand,
  User,
  World,
} from './world.ts'
import { walk } from './components.ts'

/** What stands behind the options of a command: words, or people and roles by themselves. */
export type OptionValues = Readonly<
  Record<string, string | number | boolean | { readonly id: string }>
>

/** Somebody at Discord's keyboard. Each deed answers what the app first answered. */
export class Person {
  readonly #world: World
  readonly #guild: Guild
  readonly #delivery: Delivery
  readonly user: User

  constructor(world: World, guild: Guild, delivery: Delivery, user: User) {
    this.#world = world
    this.#guild = guild
    this.#delivery = delivery
    this.user = user
  }

  get id(): string {
    return this.user.id
  }

  get name(): string {
    return this.user.name
  }

  get member(): GuildMember {
    const member = this.#guild.members.get(this.id)
    if (!member) throw new Error(`${this.name} has left ${this.#guild.name}.`)
    return member
  }

  leave(): void {
    this.#guild.members.delete(this.id)
  }

  /** Uses a slash command in a channel: a subcommand by its name (`propose`), or a command without subcommands. */
  async command(channel: string, name: string, options: OptionValues = {}): Promise<FirstAnswer> {
    const { command, subcommand, offered } = await this.#slash(name)
    const missing = offered.filter((one) => one.required && !(one.name in options))
    if (missing.length > 0) throw new Error(`${missing[0]?.name} is required.`)
    const given = Object.entries(options).map(([key, value]) => optionValue(offered, key, value))
    const ids = given.flatMap(({ type, value }) =>
      [6, 8, 9].includes(type) ? [String(value)] : [],
    )
    const where = this.#channel(channel)
    const data = {
      id: command.id,
      name: command.name,
      type: 1,
      resolved: resolvedPayload(this.#world, where, { ids }),
      options: subcommand === undefined ? given : [{ type: 1, name: subcommand, options: given }],
    }
    return this.#send(where, 2, { data })
  }

  /** Types in an option that completes itself. The choices stand in the answer's body. */
  async autocomplete(
    channel: string,
    name: string,
    option: string,
    words: string,
  ): Promise<FirstAnswer> {
    const { command, subcommand, offered } = await this.#slash(name)
    const found = offered.find((one) => one.name === option)
    if (!found?.autocomplete) throw new Error(`${option} does not complete itself.`)
    const typed = [{ type: found.type, name: option, value: words, focused: true }]
    const data = {
      id: command.id,
      name: command.name,
      type: 1,
      options: subcommand === undefined ? typed : [{ type: 1, name: subcommand, options: typed }],
    }
    return this.#send(this.#channel(channel), 4, { data })
  }

  /** Chooses the app's command on a message; `name` where it has several. */
  onMessage(message: ShownMessage, name?: string): Promise<FirstAnswer> {
    const found = this.#message(message)
    return this.#onTarget(3, name, message.channel, found.id, { messages: [found] })
  }

  /** Chooses the app's command on a person. */
  onUser(person: Pick<Person, 'id'>, channel: string, name?: string): Promise<FirstAnswer> {
    return this.#onTarget(2, name, channel, person.id, { ids: [person.id] })
  }

  /** Presses a button: by its label, its custom_id, or the action at the custom_id's end. */
  press(on: ShownMessage, what: string): Promise<FirstAnswer> {
    const message = this.#message(on)
    const buttons = walk(message.components).flatMap((part) => (part.type === 2 ? [part] : []))
    const button = buttons.find(
      ({ label, custom_id = '' }) =>
        label === what || custom_id === what || custom_id.endsWith(`:${what}`),
    )
    if (!button?.custom_id)
      throw new Error(
        `There is no button “${what}” in ${buttons.map(({ label }) => label).join()}.`,
      )
    if (button.disabled) throw new Error(`${what} is greyed out.`)
    const data = { component_type: 2, custom_id: button.custom_id, id: button.id }
    return this.#useComponent(message, data)
  }

  /** Presses a button whose message may be gone, or that never was: by its custom_id alone. */
  pressOld(on: ShownMessage, customId: string): Promise<FirstAnswer> {
    return this.#useComponent(this.#message(on), { component_type: 2, custom_id: customId, id: 1 })
  }

  /** Chooses in a select of a message: the one that has those choices, by label or value. */
  choose(
    on: ShownMessage,
    given: string | readonly (string | { readonly id: string })[],
  ): Promise<FirstAnswer> {
    const message = this.#message(on)
    const words = (typeof given === 'string' ? [given] : given).map((one) =>
      typeof one === 'string' ? one : one.id,
    )
    const selects = walk(message.components).flatMap((part) => (isSelect(part) ? [part] : []))
    const holds = (select: (typeof selects)[number]) =>
      !('options' in select) ||
      words.every((word) =>
        select.options.some(({ label, value }) => label === word || value === word),
      )
    const select = selects.find(holds)
    if (!select) throw new Error(`No select offers ${words.join()}.`)
    const values = chosen(select, words)
    const resolved = resolvedPayload(this.#world, this.#channel(on.channel), { ids: values })
    const { type: component_type, custom_id, id } = select
    const data = { component_type, custom_id, id, values }
    return this.#useComponent(message, select.type === 3 ? data : { ...data, resolved })
  }

  /**
   * Fills in the modal that is open and sends it. Inputs are named by their label or custom_id; those that are not named keep
   * what stands in them. Throws where the client would not let it be sent.
   */
  async submit(values: Readonly<Record<string, FilledIn>> = {}): Promise<FirstAnswer> {
    const open = this.#world.modals.get(this.id)
    if (!open) throw new Error('No modal is open.')
    const { modal, interaction } = open
    const known = modal.components.flatMap((part) =>
      part.type === 18 ? [part.label, part.component.custom_id] : [],
    )
    const unknown = Object.keys(values).filter((name) => !known.includes(name))
    if (unknown.length > 0) throw new Error(`No ${unknown.join()} in ${known.join()}.`)
    const inputs = modal.components.map((part, index) => {
      if (part.type === 10)
        return { sent: { type: 10, id: part.id ?? index + 1 }, filled: undefined }
      const { component, label } = part
      const filled = filledIn(this.#world, component, values[label] ?? values[component.custom_id])
      const sent = { type: 18, id: part.id ?? index + 1, component: filled.component }
      return { sent, filled: { ...filled, input: component } }
    })
    const where = this.#channel(interaction.channelId)
    const filled = inputs.flatMap((one) => one.filled ?? [])
    const resolved = resolvedPayload(this.#world, where, {
      ids: filled.flatMap(({ input, values: ids }) => (holdsIds(input) ? ids : [])),
      files: filled.flatMap(({ files }) => files),
    })
    const data = {
      custom_id: modal.custom_id,
      components: inputs.map(({ sent }) => sent),
      resolved,
    }
    const { source } = interaction
    return this.#send(
      where,
      5,
      {
        data,
        ...(source ? { message: messagePayload(this.#world, source) } : {}),
      },
      source,
    )
  }

  /** Closes the modal without sending it: the app does not hear of it. */
  dismiss(): void {
    this.#world.modals.delete(this.id)
  }

  /** Writes in a channel, as everybody can. */
  say(channel: string, content: string): ShownMessage {
    const where = this.#channel(channel)
    const message: Message = {
      id: this.#world.snowflake(),
      channelId: where.id,
      authorId: this.id,
      content,
      components: [],
      flags: 0,
      attachments: [],
      nonce: undefined,
      replyTo: undefined,
      pings: [],
      onlyFor: undefined,
      loading: false,
      editedAt: undefined,
    }
    where.messages.push(message)
    return readMessage(this.#world, message)
  }

  /** What everybody sees of a channel, its threads included; nothing where this person may not look. */
  seen(channel: string): readonly ShownMessage[] {
    const places = [...this.#world.channels.values()].filter(
      (one) => one.id === channel || one.parentId === channel,
    )
    const messages = places.filter((one) => this.#sees(one)).flatMap((one) => one.messages)
    return inOrder(messages)
      .filter(({ onlyFor, loading }) => onlyFor === undefined && !loading)
      .map((message) => readMessage(this.#world, message))
  }

  /** The private conversation with the bot. */
  dms(): readonly ShownMessage[] {
    const dm = [...this.#world.channels.values()].find((one) => one.recipientId === this.id)
    return (dm?.messages ?? [])
      .filter(({ onlyFor, loading }) => onlyFor === undefined && !loading)
      .map((message) => readMessage(this.#world, message))
  }

  /** What this person alone was answered, wherever that was. */
  ephemerals(): readonly ShownMessage[] {
    const messages = [...this.#world.channels.values()].flatMap((one) => one.messages)
    const own = messages.filter(({ onlyFor, loading }) => onlyFor === this.id && !loading)
    return inOrder(own).map((message) => readMessage(this.#world, message))
  }

  /** The modal that stands before this person. */
  modal(): ShownModal | undefined {
    const open = this.#world.modals.get(this.id)
    return open && readModal(this.#world, open.modal)
  }

  async #onTarget(
    type: 2 | 3,
    name: string | undefined,
    channel: string,
    target: string,
    about: Parameters<typeof resolvedPayload>[2],
  ): Promise<FirstAnswer> {
    const commands = await this.#commands()
    const command = commands.find((one) => one.type === type && (name ?? one.name) === one.name)
    if (!command) throw new Error(`There is no command of type ${type}.`)
    const where = this.#channel(channel)
    const resolved = resolvedPayload(this.#world, where, about)
    const data = { id: command.id, name: command.name, type, target_id: target, resolved }
    return this.#send(where, 2, { data })
  }

  #useComponent(source: Message, data: Readonly<Record<string, unknown>>): Promise<FirstAnswer> {
    const message = messagePayload(this.#world, source)
    return this.#send(this.#channel(source.channelId), 3, { data, message }, source)
  }

  #send(
    channel: Channel,
    type: LiveInteraction['type'],
    more: Readonly<Record<string, unknown>>,
    source?: Message,
  ): Promise<FirstAnswer> {
    const about = { id: this.#world.snowflake(), token: this.#world.secret(), type }
    const payload = interactionPayload(this.#world, { user: this.user, channel }, about, more)
    return this.#delivery.send(payload, {
      ...about,
      userId: this.id,
      channelId: channel.id,
      source,
    })
  }

  #channel(id: string): Channel {
    const channel = this.#world.channels.get(id)
    if (!channel || !this.#sees(channel)) throw new Error(`${this.name} sees no channel ${id}.`)
    return channel
  }

  #message({ id, channel }: Pick<ShownMessage, 'id' | 'channel'>): Message {
    const found = this.#channel(channel).messages.find((one) => one.id === id)
    if (!found || (found.onlyFor ?? this.id) !== this.id)
      throw new Error(`${this.name} sees no message ${id}.`)
    return found
  }

  #sees(channel: Channel): boolean {
    if (channel.type === 1) return channel.recipientId === this.id
    return may(this.#world, channel, { userId: this.id, right: 'ViewChannel' })
  }

  async #slash(name: string) {
    for (const command of await this.#commands()) {
      const inside = (command.options ?? []).filter(isSubcommand)
      const subcommand = inside.find((one) => one.name === name)
      if (subcommand) return { command, subcommand: name, offered: subcommand.options ?? [] }
      if (command.name === name && command.type === 1 && inside.length === 0)
        return {
          command,
          subcommand: undefined,
          offered: (command.options ?? []) as CommandOption[],
        }
    }
    throw new Error(`There is no command ${name}.`)
  }

  /** The commands are there a little after the app has started. */
  async #commands(): Promise<readonly RegisteredCommand[]> {
    for (let tries = 0; tries < 500; tries++) {
      if (this.#world.commands) return this.#world.commands
      await wait(10)
    }
    throw new Error('The app has registered no commands.')
  }
}

function optionValue(
  offered: readonly CommandOption[],
  name: string,
  value: OptionValues[string],
): { readonly type: number; readonly name: string; readonly value: unknown } {
  const found = offered.find((one) => one.name === name)
  if (!found) throw new Error(`There is no option ${name}.`)
  return { type: found.type, name, value: typeof value === 'object' ? value.id : value }
}

function holdsIds({ type }: Input): boolean {
  return type >= 5 && type <= 8
}
