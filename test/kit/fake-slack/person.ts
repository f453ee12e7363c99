import { z } from 'zod'
import { type Block, type Element, interactive, type Option, optionsOf } from './blocks.ts'
import type { Ack, Delivery } from './delivery.ts'
import { type FilledIn, filledIn, lengthProblem } from './fill-in.ts'
import { closeViews, openView, updateView } from './open-views.ts'
import { readMessage, readText, readView, type ShownMessage, type ShownView } from './read.ts'
import {
  actionOf,
  blockSuggestion,
  commandFields,
  eventCallback,
  globalShortcut,
  messageAction,
  messageShortcut,
  viewAction,
  viewClosed,
  viewSubmission,
} from './requests.ts'
import { respond } from './response-urls.ts'
import { checkedView } from './web-api/block-check.ts'
import { openDm } from './web-api/conversations.ts'
import { SlackError } from './web-api/method.ts'
import { isEmpty, keyOf, valueIn } from './view-state.ts'
import type { Channel, Message, Team, User, View, World } from './world.ts'

/** Somebody at Slack's keyboard. Each deed answers how the app acknowledged it. */
export class Person {
  readonly #world: World
  readonly #team: Team
  readonly #delivery: Delivery
  readonly user: User

  constructor(world: World, team: Team, delivery: Delivery, user: User) {
    this.#world = world
    this.#team = team
    this.#delivery = delivery
    this.user = user
  }

  get id(): string {
    return this.user.id
  }

  /** Types a slash command in a channel: `@Name` and `#channel` become mentions. */
  async command(channel: string, text: string, command = '/badge'): Promise<Ack> {
    const where = this.#channel(channel)
    const fields = commandFields(this.#world, this.#team, {
      user: this.user,
      channel: where,
      command,
      text,
    })
    const ack = await this.#delivery.send({ kind: 'slash_commands', fields })
    if (ack.status !== 200)
      return {
        ...ack,
        trouble: ack.trouble ?? `${command} failed with the error "dispatch_failed"`,
      }
    return this.#answered(ack, fields['response_url'] ?? '')
  }

  /** Presses a button, named by its label, its value or its action. */
  async press(on: ShownMessage | ShownView, what: string): Promise<Ack> {
    const { block, element } = this.#button(on, what)
    return this.#act(on, actionOf(this.#world, block, element))
  }

  /** Chooses in an element that tells the app at once (`dispatch_action`, or outside of inputs). */
  async choose(on: ShownView, name: string, given: FilledIn): Promise<Ack> {
    const view = this.#view(on)
    const { block, element } = inputNamed(this.#team, view, name)
    const state = filledIn(
      this.#here(),
      element,
      given,
      await this.#offered(view, block, element, given),
    )
    view.typed.set(keyOf(block.block_id ?? '', element), state)
    return this.#act(on, actionOf(this.#world, block, element, state))
  }

  /** Fills in a modal without sending it. Inputs are named by their block or their label. */
  async fill(on: ShownView, values: Readonly<Record<string, FilledIn>>): Promise<void> {
    const view = this.#view(on)
    for (const [name, given] of Object.entries(values)) {
      const { block, element } = inputNamed(this.#team, view, name)
      const offered = await this.#offered(view, block, element, given)
      view.typed.set(
        keyOf(block.block_id ?? '', element),
        filledIn(this.#here(), element, given, offered),
      )
    }
  }

  /**
   * Fills in a modal and sends it. What Slack's own form refuses (a required input left empty, words too long) never
   * reaches the app: status 0, trouble `not sent`, the problems by block in the body and in the modal.
   */
  async submit(on: ShownView, values: Readonly<Record<string, FilledIn>> = {}): Promise<Ack> {
    await this.fill(on, values)
    const view = this.#view(on)
    if (!view.content.submit) throw new Error('This view has no submit button.')
    const problems = unfinished(view)
    view.errors = problems
    if (Object.keys(problems).length > 0)
      return { status: 0, ms: 0, body: problems, trouble: 'not sent' }
    const payload = viewSubmission(this.#world, this.#team, this.user, view)
    const ack = await this.#delivery.send({ kind: 'interactive', payload })
    return ack.status === 200 ? this.#submitted(view, ack) : connecting(ack)
  }

  /** Closes the topmost modal, or all of them. The app hears of it where the view asked to. */
  async close(which: 'top' | 'all' = 'top'): Promise<Ack | undefined> {
    const view = this.#team.stacks.get(this.id)?.at(-1)
    if (!view) throw new Error('There is no modal to close.')
    closeViews(this.#team, this.id, which)
    if (!view.content.notify_on_close) return undefined
    const closed = { user: this.user, view, all: which === 'all' }
    const payload = viewClosed(this.#world, this.#team, closed)
    return this.#delivery.send({ kind: 'interactive', payload })
  }

  /** Types into a searched select and answers the choices that are offered. */
  async search(
    on: ShownView,
    name: string,
    words: string,
  ): Promise<Ack & { readonly options: readonly Option[] }> {
    const view = this.#view(on)
    const { block, element } = inputNamed(this.#team, view, name)
    if (words.length < (element.min_query_length ?? 3))
      throw new Error(`Slack asks from ${element.min_query_length ?? 3} characters on.`)
    const asked = { user: this.user, view, block, element, words }
    const payload = blockSuggestion(this.#world, this.#team, asked)
    const ack = await this.#delivery.send({ kind: 'interactive', payload })
    return { ...ack, options: ack.status === 200 ? suggested(ack.body) : [] }
  }

  /** Uses a shortcut: of the lightning menu, or of a message. */
  async shortcut(callbackId: string, { message }: { message?: ShownMessage } = {}): Promise<Ack> {
    const payload = message
      ? messageShortcut(this.#world, this.#team, {
          user: this.user,
          channel: this.#channel(message.channel),
          message: this.#message(message),
          callbackId,
        })
      : globalShortcut(this.#world, this.#team, this.user, callbackId)
    return this.#delivery.send({ kind: 'interactive', payload })
  }

  /** Opens the app's Home. */
  async openHome(tab: 'home' | 'messages' = 'home'): Promise<Ack> {
    const { id } = openDm(this.#world, this.#team, this.id)
    return this.#event({ type: 'app_home_opened', user: this.id, channel: id, tab })
  }

  /** Writes a message; links in it are offered to the app to unfurl. */
  say(channel: string, text: string, { thread }: { readonly thread?: string } = {}): ShownMessage {
    const message: Message = {
      ts: this.#world.ts(),
      user: this.id,
      botId: undefined,
      threadTs: thread,
      text: text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
      blocks: [],
      metadata: undefined,
      files: [],
      edited: false,
    }
    this.#channel(channel).messages.push(message)
    return readMessage(this.#team, channel, message)
  }

  /** Writes a link in a channel and tells the app of it. */
  async postLink(channel: string, url: string): Promise<Ack> {
    const { ts } = this.say(channel, url)
    return this.#event({
      type: 'link_shared',
      user: this.id,
      channel,
      message_ts: ts,
      links: [{ url, domain: new URL(url).hostname }],
      source: 'conversations_history',
      unfurl_id: `${channel}-${ts}`,
      is_bot_user_member: this.#channel(channel).members.has(this.#team.bot.userId),
    })
  }

  async joins(channel: string): Promise<Ack> {
    const { id, members } = this.#existing(channel)
    members.add(this.id)
    return this.#event({
      type: 'member_joined_channel',
      user: this.id,
      channel: id,
      channel_type: id[0],
      team: this.#team.id,
    })
  }

  async leaves(channel: string): Promise<Ack> {
    const { id, members } = this.#existing(channel)
    members.delete(this.id)
    return this.#event({
      type: 'member_left_channel',
      user: this.id,
      channel: id,
      channel_type: id[0],
      team: this.#team.id,
    })
  }

  /** The messages of a channel as this person reads them, oldest first; not those for this person alone. */
  seen(channel: string): readonly ShownMessage[] {
    const where = this.#channel(channel)
    return where.messages.map((message) => readMessage(this.#team, where.id, message))
  }

  /** The private conversation with the app. */
  dms(): readonly ShownMessage[] {
    const own = [...this.#team.channels.values()].find(({ im }) => im === this.id)
    return own ? this.seen(own.id) : []
  }

  /** What only this person sees, oldest first. */
  ephemerals(channel?: string): readonly ShownMessage[] {
    return this.#team.ephemerals
      .filter(({ userId, channelId }) => userId === this.id && channelId === (channel ?? channelId))
      .map((message) => readMessage(this.#team, message.channelId, message))
  }

  /** The topmost modal. */
  modal(): ShownView | undefined {
    const view = this.#team.stacks.get(this.id)?.at(-1)
    return view && readView(this.#team, view)
  }

  home(): ShownView | undefined {
    const view = this.#team.homes.get(this.id)
    return view && readView(this.#team, view)
  }

  /** What stands under links that were written. */
  unfurls(): readonly { readonly url: string; readonly blocks: readonly Block[] }[] {
    return this.#team.unfurls
  }

  #here() {
    return { world: this.#world, team: this.#team, userId: this.id }
  }

  async #event(event: Readonly<Record<string, unknown>>): Promise<Ack> {
    const acks = await this.#delivery.sendEvent(eventCallback(this.#world, this.#team, event))
    return acks.at(-1) ?? { status: 0, ms: 0, body: undefined }
  }

  async #act(
    on: ShownMessage | ShownView,
    action: Readonly<Record<string, unknown>>,
  ): Promise<Ack> {
    const payload =
      'ts' in on
        ? messageAction(this.#world, this.#team, {
            user: this.user,
            channel: this.#channel(on.channel),
            message: this.#message(on),
            action,
          })
        : viewAction(this.#world, this.#team, { user: this.user, view: this.#view(on), action })
    const ack = await this.#delivery.send({ kind: 'interactive', payload })
    return ack.status === 200 ? ack : { ...ack, trouble: ack.trouble ?? 'a warning triangle' }
  }

  /** The answer to a command may be in the acknowledgement itself. */
  #answered(ack: Ack, responseUrl: string): Ack {
    if (ack.body === undefined) return ack
    const id = responseUrl.slice(responseUrl.indexOf('/response/') + '/response/'.length)
    const about = this.#world.responses.get(id)
    const text = JSON.stringify(typeof ack.body === 'string' ? { text: ack.body } : ack.body)
    try {
      if (about) respond(this.#world, this.#team, about, text)
      return ack
    } catch (error) {
      if (error instanceof SlackError) return { ...ack, trouble: error.error }
      throw error
    }
  }

  /** Does with the modal what the app's answer says. */
  #submitted(view: View, ack: Ack): Ack {
    if (ack.body === undefined) {
      closeViews(this.#team, this.id, 'top')
      return ack
    }
    const read = submissionAnswer.safeParse(ack.body)
    if (!read.success) return connecting(ack)
    try {
      this.#carryOut(view, read.data)
      return ack
    } catch (error) {
      if (error instanceof SlackError) return connecting({ ...ack, trouble: messagesOf(error) })
      throw error
    }
  }

  #carryOut(view: View, answer: z.output<typeof submissionAnswer>): void {
    switch (answer.response_action) {
      case 'clear':
        return closeViews(this.#team, this.id, 'all')
      case 'errors':
        view.errors = knownErrors(view, answer.errors)
        return undefined
      case 'update':
        return updateView(this.#world, view, checkedView(this.#world, answer.view))
      case 'push': {
        if ((this.#team.stacks.get(this.id)?.length ?? 0) >= 3)
          throw new SlackError('push_limit_reached')
        const content = checkedView(this.#world, answer.view)
        openView(this.#world, this.#team, this.id, content, 'on top')
      }
    }
  }

  #button(on: ShownMessage | ShownView, what: string): { block: Block; element: Element } {
    const blocks = 'ts' in on ? this.#message(on).blocks : this.#view(on).content.blocks
    const buttons = interactive(blocks).filter(({ element }) =>
      ['button', 'overflow'].includes(element.type),
    )
    const found = buttons.find(
      ({ element }) =>
        element.value === what ||
        element.action_id === what ||
        (typeof element.text === 'object' && readText(this.#team, element.text) === what),
    )
    if (found) return found
    throw new Error(`There is no button “${what}”.`)
  }

  async #offered(
    view: View,
    block: Block,
    element: Element,
    given: FilledIn,
  ): Promise<readonly Option[]> {
    const searched = element.type === 'external_select' || element.type === 'multi_external_select'
    if (!searched) return optionsOf(element)
    const words =
      typeof given === 'string' ? [given] : given.filter((one) => typeof one === 'string')
    const found: Option[] = []
    for (const one of words) {
      if (one === '') continue
      const asked = { user: this.user, view, block, element, words: one }
      const payload = blockSuggestion(this.#world, this.#team, asked)
      const { body } = await this.#delivery.send({ kind: 'interactive', payload })
      found.push(...suggested(body))
    }
    return found
  }

  /** A channel that this person is in. */
  #channel(id: string): Channel {
    const channel = this.#existing(id)
    if (!channel.members.has(this.id)) throw new Error(`${this.id} is not in ${id}.`)
    return channel
  }

  #existing(id: string): Channel {
    const channel = this.#team.channels.get(id)
    if (!channel) throw new Error(`There is no channel ${id}.`)
    return channel
  }

  /** The message as it stands by now: somebody presses what is there, not what was there. */
  #message({ ts, channel }: ShownMessage): Message {
    const all = [
      ...this.#team.ephemerals.filter(({ userId }) => userId === this.id),
      ...this.#channel(channel).messages,
    ]
    const found = all.find((one) => one.ts === ts)
    if (!found) throw new Error('This message is gone.')
    return found
  }

  #view({ id }: ShownView): View {
    const view = this.#world.views.get(id)
    if (!view?.open || view.userId !== this.id) throw new Error('This view is gone.')
    return view
  }
}

// https://docs.slack.dev/surfaces/modals#updating_response
const submissionAnswer = z.discriminatedUnion('response_action', [
  z.looseObject({ response_action: z.literal('clear') }),
  z.looseObject({
    response_action: z.literal('errors'),
    errors: z.record(z.string(), z.string().min(1)),
  }),
  z.looseObject({ response_action: z.literal('update'), view: z.looseObject({}) }),
  z.looseObject({ response_action: z.literal('push'), view: z.looseObject({}) }),
])

function connecting(ack: Ack): Ack {
  return { ...ack, trouble: ack.trouble ?? 'We had some trouble connecting. Try again?' }
}

function messagesOf({ error, facts }: SlackError): string {
  return `${error} ${JSON.stringify(facts)}`
}

/** Errors must name inputs that are there. */
function knownErrors(
  { content }: View,
  errors: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const inputs = new Set(content.blocks.flatMap((one) => (one.element ? [one.block_id] : [])))
  const stray = Object.keys(errors).find((name) => !inputs.has(name))
  if (stray !== undefined || Object.keys(errors).length === 0)
    throw new SlackError('invalid_arguments', { stray })
  return errors
}

function inputNamed(
  team: Team,
  { content }: View,
  name: string,
): { block: Block; element: Element } {
  for (const block of content.blocks) {
    const named = block.block_id === name || (block.label && readText(team, block.label) === name)
    const element = block.element ?? block.accessory ?? block.elements?.[0]
    if (named && element) return { block, element }
  }
  const names = content.blocks.flatMap(({ block_id, element }) => (element ? [block_id] : []))
  throw new Error(`There is no input “${name}” among ${names.join(', ')}.`)
}

/** What Slack's form itself refuses, by block. */
function unfinished(view: View): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {}
  for (const block of view.content.blocks) {
    if (!block.element) continue
    const id = block.block_id ?? ''
    const state = valueIn(view, id, block.element)
    const missing = isEmpty(state) && block.optional !== true
    const problem = missing
      ? 'Please complete this required field.'
      : lengthProblem(block.element, state['value'])
    if (problem !== undefined) problems[id] = problem
  }
  return problems
}

const option = z.looseObject({
  text: z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
  value: z.string().max(75),
})
const suggestions = z.union([
  z.strictObject({ options: z.array(option).max(100) }),
  z.strictObject({
    option_groups: z
      .array(
        z.strictObject({
          label: z.looseObject({ type: z.literal('plain_text'), text: z.string().min(1).max(75) }),
          options: z.array(option).max(100),
        }),
      )
      .max(100),
  }),
])

/** The choices in the answer to a search. Throws for what Slack would not show. */
function suggested(body: unknown): readonly Option[] {
  const read = suggestions.parse(body)
  return 'options' in read ? read.options : read.option_groups.flatMap(({ options }) => options)
}
