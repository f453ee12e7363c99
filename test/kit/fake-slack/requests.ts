import { randomUUID } from 'node:crypto'
import { echoedElement, messagePayload, viewPayload } from './payloads.ts'
import type { Block, Element } from './blocks.ts'
import type { Channel, Ephemeral, Message, Team, User, View, World } from './world.ts'

// The requests of Slack, with the keys and in the shapes that recorded ones have.
type Payload = Readonly<Record<string, unknown>>

/** A slash command: form fields, all of them text. */
export function commandFields(
  world: World,
  team: Team,
  {
    user,
    channel,
    command,
    text,
  }: {
    readonly user: User
    readonly channel: Channel
    readonly command: string
    readonly text: string
  },
): Readonly<Record<string, string>> {
  return {
    token: 'verification-token',
    team_id: team.id,
    team_domain: team.domain,
    ...(team.enterpriseId
      ? { enterprise_id: team.enterpriseId, enterprise_name: 'Enterprise' }
      : {}),
    channel_id: channel.id,
    channel_name: shownName(channel),
    user_id: user.id,
    user_name: handleOf(user),
    command,
    text: written(team, text),
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: world.responseUrl({
      teamId: team.id,
      userId: user.id,
      channelId: channel.id,
      message: undefined,
    }),
    trigger_id: world.trigger(team.id, user.id),
  }
}

/** Something done with an element of a message. */
export function messageAction(
  world: World,
  team: Team,
  {
    user,
    channel,
    message,
    action,
  }: {
    readonly user: User
    readonly channel: Channel
    readonly message: Message | Ephemeral
    readonly action: Payload
  },
): Payload {
  const isEphemeral = 'userId' in message
  return {
    type: 'block_actions',
    user: person(team, user),
    api_app_id: world.appId,
    token: 'verification-token',
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: isEphemeral,
      ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    },
    trigger_id: world.trigger(team.id, user.id),
    team: tenant(team),
    enterprise: enterprise(team),
    is_enterprise_install: false,
    channel: { id: channel.id, name: shownName(channel) },
    // Of an ephemeral message Slack sends no content.
    ...(isEphemeral
      ? {}
      : {
          message: {
            ...messagePayload(world, team, message),
            ...(message.metadata ? { metadata: message.metadata } : {}),
          },
        }),
    state: { values: {} },
    response_url: world.responseUrl({
      teamId: team.id,
      userId: user.id,
      channelId: channel.id,
      message: message.ts,
    }),
    actions: [action],
  }
}

/** Something done with an element of a modal or an App Home. */
export function viewAction(
  world: World,
  team: Team,
  { user, view, action }: { readonly user: User; readonly view: View; readonly action: Payload },
): Payload {
  return {
    type: 'block_actions',
    user: person(team, user),
    api_app_id: world.appId,
    token: 'verification-token',
    container: { type: 'view', view_id: view.id },
    trigger_id: world.trigger(team.id, user.id),
    team: tenant(team),
    enterprise: enterprise(team),
    is_enterprise_install: false,
    view: viewPayload(world, team, view),
    actions: [action],
  }
}

/** What is said of an element that somebody acted on. */
export function actionOf(
  world: World,
  block: Block,
  element: Element,
  chosen: Payload = {},
): Payload {
  const { options: _, option_groups: __, ...rest } = echoedElement(element)
  return { ...rest, block_id: block.block_id, ...chosen, action_ts: world.ts() }
}

export function viewSubmission(world: World, team: Team, user: User, view: View): Payload {
  return {
    type: 'view_submission',
    team: tenant(team),
    user: person(team, user),
    api_app_id: world.appId,
    token: 'verification-token',
    trigger_id: world.trigger(team.id, user.id),
    view: viewPayload(world, team, view),
    response_urls: [],
    is_enterprise_install: false,
    enterprise: enterprise(team),
  }
}

export function viewClosed(
  world: World,
  team: Team,
  { user, view, all }: { readonly user: User; readonly view: View; readonly all: boolean },
): Payload {
  return {
    type: 'view_closed',
    team: tenant(team),
    user: person(team, user),
    api_app_id: world.appId,
    token: 'verification-token',
    view: viewPayload(world, team, view),
    is_cleared: all,
    is_enterprise_install: false,
    enterprise: enterprise(team),
  }
}

export function blockSuggestion(
  world: World,
  team: Team,
  {
    user,
    view,
    block,
    element,
    words,
  }: {
    readonly user: User
    readonly view: View
    readonly block: Block
    readonly element: Element
    readonly words: string
  },
): Payload {
  return {
    type: 'block_suggestion',
    user: person(team, user),
    container: { type: 'view', view_id: view.id },
    api_app_id: world.appId,
    token: 'verification-token',
    action_id: element.action_id,
    block_id: block.block_id,
    value: words,
    team: tenant(team),
    enterprise: enterprise(team),
    is_enterprise_install: false,
    view: viewPayload(world, team, view),
  }
}

export function globalShortcut(world: World, team: Team, user: User, callbackId: string): Payload {
  return {
    type: 'shortcut',
    token: 'verification-token',
    action_ts: world.ts(),
    team: tenant(team),
    user: person(team, user),
    is_enterprise_install: false,
    enterprise: enterprise(team),
    callback_id: callbackId,
    trigger_id: world.trigger(team.id, user.id),
  }
}

export function messageShortcut(
  world: World,
  team: Team,
  {
    user,
    channel,
    message,
    callbackId,
  }: {
    readonly user: User
    readonly channel: Channel
    readonly message: Message
    readonly callbackId: string
  },
): Payload {
  return {
    type: 'message_action',
    token: 'verification-token',
    action_ts: world.ts(),
    team: tenant(team),
    user: { id: user.id, username: handleOf(user), team_id: user.teamId, name: handleOf(user) },
    channel: { id: channel.id, name: shownName(channel) },
    is_enterprise_install: false,
    enterprise: enterprise(team),
    callback_id: callbackId,
    trigger_id: world.trigger(team.id, user.id),
    response_url: world.responseUrl({
      teamId: team.id,
      userId: user.id,
      channelId: channel.id,
      message: message.ts,
    }),
    message_ts: message.ts,
    message: messagePayload(world, team, message),
  }
}

/** The envelope of an event. */
export function eventCallback(world: World, team: Team, event: Payload): Payload {
  return {
    token: 'verification-token',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: team.enterpriseId ?? null,
    api_app_id: world.appId,
    event: { ...event, event_ts: world.ts() },
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: team.enterpriseId ?? null,
        team_id: team.id,
        user_id: team.bot.userId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${randomUUID()}`,
  }
}

function person({ id: teamId }: Team, user: User): Payload {
  const name = handleOf(user)
  return { id: user.id, username: name, name, team_id: user.stranger ? user.teamId : teamId }
}

function tenant(team: Team): Payload {
  const { id, domain, enterpriseId } = team
  return {
    id,
    domain,
    ...(enterpriseId ? { enterprise_id: enterpriseId, enterprise_name: 'Enterprise' } : {}),
  }
}

function enterprise({ enterpriseId }: Team): Payload | null {
  return enterpriseId ? { id: enterpriseId, name: 'Enterprise' } : null
}

function shownName({ im, isPrivate, name }: Channel): string {
  if (im !== undefined) return 'directmessage'
  return isPrivate ? 'privategroup' : name
}

export function handleOf({ name }: User): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')
}

/** What somebody typed, as Slack sends it on with `should_escape`: mentions as ids, the rest escaped. */
export function written(team: Team, text: string): string {
  const plain = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return plain.replaceAll(/([@#])([\p{L}\p{N}._-]+)/gu, (typed, sign: string, name: string) => {
    const known = sign === '@' ? team.users : team.channels
    for (const one of known.values()) {
      if (one.id === name || one.name === name) return `<${sign}${one.id}|${one.name}>`
    }
    return typed
  })
}
