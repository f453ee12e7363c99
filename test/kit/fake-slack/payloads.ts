import type { Block, Element } from './blocks.ts'
import { stateOf } from './view-state.ts'
import type { Channel, Message, SlackFile, Team, User, View, World } from './world.ts'

/** Things as Slack writes them in its answers and requests. */
export function messagePayload(world: World, team: Team, message: Message) {
  return {
    type: 'message',
    ...(message.files.length > 0 ? { subtype: 'file_share' } : {}),
    user: message.user,
    ts: message.ts,
    ...(message.botId === undefined ? {} : { bot_id: message.botId, app_id: world.appId }),
    team: team.id,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks.map(echoedBlock) } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
    ...(message.files.length > 0
      ? { files: message.files.map((file) => filePayload(world, file)) }
      : {}),
  }
}

export function viewPayload(world: World, team: Team, view: View) {
  const { content } = view
  return {
    id: view.id,
    team_id: team.id,
    type: content.type,
    blocks: content.blocks.map(echoedBlock),
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    state: { values: stateOf(view) },
    hash: view.hash,
    ...(content.title ? { title: content.title } : {}),
    clear_on_close: content.clear_on_close ?? false,
    notify_on_close: content.notify_on_close ?? false,
    close: content.close ?? null,
    submit: content.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: world.appId,
    external_id: content.external_id ?? '',
    app_installed_team_id: team.id,
    bot_id: team.bot.botId,
  }
}

export function channelPayload(team: Team, channel: Channel) {
  const im = channel.im === undefined ? {} : { user: channel.im }
  const named =
    channel.im === undefined ? { name: channel.name, name_normalized: channel.name } : {}
  return {
    id: channel.id,
    ...named,
    ...im,
    is_channel: channel.im === undefined && !channel.isPrivate,
    is_group: channel.im === undefined && channel.isPrivate,
    is_im: channel.im !== undefined,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: false,
    is_shared: false,
    is_ext_shared: false,
    is_org_shared: false,
    is_member: channel.members.has(team.bot.userId),
    created: 1654868334,
    creator: 'U0FOUNDER',
    context_team_id: team.id,
    shared_team_ids: [team.id],
  }
}

export function userPayload(
  caller: { readonly grant: { readonly scopes: readonly string[] } },
  user: User,
  withLocale: boolean,
) {
  const mail =
    user.stranger || !caller.grant.scopes.includes('users:read.email') ? undefined : user.email
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.'),
    deleted: user.deleted,
    profile: {
      real_name: user.name,
      display_name: user.name,
      real_name_normalized: user.name,
      display_name_normalized: user.name,
      ...(mail === undefined ? {} : { email: mail }),
      team: user.teamId,
    },
    updated: 1502138686,
    is_bot: user.isBot,
    is_app_user: false,
    // Of deactivated people Slack leaves out the rest.
    ...(user.deleted
      ? {}
      : {
          real_name: user.name,
          tz: 'Europe/Paris',
          tz_label: 'Central European Time',
          tz_offset: 3600,
          is_admin: user.isAdmin,
          is_owner: user.isOwner,
          is_primary_owner: false,
          is_restricted: user.restricted,
          is_ultra_restricted: false,
        }),
    ...(user.stranger ? { is_stranger: true } : {}),
    ...(withLocale && !user.stranger ? { locale: user.locale } : {}),
  }
}

export function filePayload(world: World, file: SlackFile) {
  const url = `${world.origin}/files/${file.teamId}-${file.id}/${encodeURIComponent(file.name)}`
  const shares: Record<string, { ts: string; team_id: string }[]> = {}
  for (const { channel, ts } of file.shares)
    (shares[channel] ??= []).push({ ts, team_id: file.teamId })
  return {
    id: file.id,
    created: Math.floor(world.now() / 1000),
    timestamp: Math.floor(world.now() / 1000),
    name: file.name,
    title: file.title,
    mimetype: file.type,
    filetype: file.name.slice(file.name.lastIndexOf('.') + 1),
    user: file.userId,
    user_team: file.teamId,
    size: file.bytes?.length ?? file.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: false,
    file_access: 'visible',
    url_private: url,
    url_private_download: `${url}?download`,
    permalink: `${url}?permalink`,
    channels: [],
    groups: [],
    ims: file.shares.map(({ channel }) => channel),
    shares: file.shares.length > 0 ? { private: shares } : {},
    ...(file.altText === undefined ? {} : { alt_txt: file.altText }),
  }
}

/** Slack gives plain text back with `&`, `<` and `>` escaped, however it was sent. */
function echoedBlock(block: Block): Block {
  return echoed(block)
}

export function echoedElement(element: Element): Element {
  return echoed(element)
}

function echoed<Value>(value: Value): Value {
  // The replacer answers strings for strings alone, so the shape stays.
  return JSON.parse(JSON.stringify(value), function (this: unknown, key: string, one: unknown) {
    const plain =
      key === 'text' &&
      typeof one === 'string' &&
      typeof this === 'object' &&
      this !== null &&
      'type' in this &&
      this.type === 'plain_text'
    return plain ? escapedOnce(one) : one
  })
}

function escapedOnce(text: string): string {
  return text
    .replaceAll(/&(?!(amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}
