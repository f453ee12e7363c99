import { globSync, readFileSync } from 'node:fs'
import t from 'tap'
import { z } from 'zod'
import { botScopes } from '#adapters/slack/admission/scopes.ts'

// The limits of Slack's manifest: @slack/web-api, dist/types/request/manifest.d.ts.
const text = (most: number) => z.string().min(1).max(most)
const address = z.url({ protocol: /^https$/, hostname: /^badges\.example\.org$/ })
const command = z.strictObject({
  command: text(32).regex(/^\/[a-z]+$/),
  url: address.optional(),
  description: text(2000),
  usage_hint: text(1000),
  should_escape: z.literal(true),
})
const shortcut = z.strictObject({
  // No limit is written down; Slack's own form takes 24 characters.
  name: text(24),
  type: z.enum(['global', 'message']),
  callback_id: text(255),
  description: text(150),
})
const manifestSchema = z.strictObject({
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    long_description: z.string().min(174).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.literal(true),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.literal(true),
    }),
    bot_user: z.strictObject({
      display_name: text(80).regex(/^[a-z0-9._-]+$/),
      always_online: z.boolean(),
    }),
    shortcuts: z.array(shortcut).max(10),
    slash_commands: z.array(command).max(50),
    unfurl_domains: z.array(z.literal('badges.example.org')).max(5),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(address).optional(),
    scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: address.optional(),
      bot_events: z.array(z.string()).max(100),
    }),
    interactivity: z.strictObject({
      is_enabled: z.literal(true),
      request_url: address.optional(),
      message_menu_options_url: address.optional(),
    }),
    org_deploy_enabled: z.literal(false),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
})

const read = (name: string) => {
  const file = new URL(`../../../adapters/slack/${name}`, import.meta.url)
  return manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}
const http = read('manifest.http.json')
const socket = read('manifest.socket.json')

/** What each method needs, one of a list being enough for one kind of channel: Slack's method reference. */
const neededByMethod: Readonly<Record<string, readonly string[]>> = {
  'api.test': [],
  'apps.connections.open': [],
  'auth.test': [],
  'bots.info': ['users:read'],
  'chat.delete': ['chat:write'],
  'chat.getPermalink': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.unfurl': ['links:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history', 'im:history'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.members': ['channels:read', 'groups:read'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'oauth.v2.access': [],
  'usergroups.list': ['usergroups:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read', 'users:read.email'],
  'users.list': ['users:read', 'users:read.email'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
}

const neededByEvent: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_uninstalled: [],
  channel_rename: ['channels:read'],
  group_rename: ['groups:read'],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  subteam_created: ['usergroups:read'],
  subteam_members_changed: ['usergroups:read'],
  subteam_updated: ['usergroups:read'],
  team_join: ['users:read'],
  tokens_revoked: [],
  user_change: ['users:read'],
}

const family = 'api|apps|auth|bots|chat|conversations|files|oauth|team|usergroups|users|views'
const called = new Set(
  globSync('adapters/slack/**/*.ts').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(new RegExp(`'((?:${family})\\.[\\w.]+)'`, 'g'))].map(
      ([, method = '']) => method,
    ),
  ),
)
// No methods, though they look like some.
for (const scope of botScopes) called.delete(scope)

t.test(
  'the two manifests ask for the same and differ in how Slack reaches the service',
  async (t) => {
    const address = 'https://badges.example.org/slack/events'
    t.strictSame(http.settings.interactivity.request_url, address)
    t.strictSame(http.settings.interactivity.message_menu_options_url, address)
    t.strictSame(http.settings.event_subscriptions.request_url, address)
    t.strictSame(http.features.slash_commands[0]?.url, address)
    t.strictSame(http.oauth_config.redirect_urls, [
      'https://badges.example.org/slack/oauth_redirect',
    ])
    t.notOk(http.settings.socket_mode_enabled)
    t.ok(socket.settings.socket_mode_enabled)
    const withoutAddresses = JSON.parse(
      JSON.stringify(http, (key, value: unknown) =>
        /^(url|redirect_urls|request_url|message_menu_options_url)$/.test(key) ? undefined : value,
      ),
    )
    t.strictSame(withoutAddresses, {
      ...socket,
      settings: { ...socket.settings, socket_mode_enabled: false },
    })
  },
)

t.test('every right is one that something needs, and none is missing', async (t) => {
  const { bot, bot_optional: optional } = http.oauth_config.scopes
  const asked = bot.filter((scope) => !optional.includes(scope))
  t.strictSame(asked, [...botScopes].toSorted(), 'what OAuth asks for is what the manifest says')
  for (const scope of optional) t.ok(bot.includes(scope), `${scope} is marked as optional`)

  const needed = new Set(['commands'])
  for (const method of called) {
    t.ok(neededByMethod[method], `${method} is in the table`)
    for (const scope of neededByMethod[method] ?? []) needed.add(scope)
  }
  for (const event of http.settings.event_subscriptions.bot_events) {
    t.ok(neededByEvent[event], `${event} is in the table`)
    for (const scope of neededByEvent[event] ?? []) needed.add(scope)
  }
  t.strictSame([...needed].toSorted(), bot.toSorted())
})

t.test('every event that Slack is asked for is listened to, and the other way round', async (t) => {
  const source = readFileSync('adapters/slack/listen/events.ts', 'utf8')
  const listened = Object.keys(neededByEvent).filter((event) => source.includes(`'${event}'`))
  t.strictSame(http.settings.event_subscriptions.bot_events, listened.toSorted())
})

t.test('the guides name every right, with its reason', async (t) => {
  for (const guide of ['README.md', 'LISEZ-MOI.md']) {
    const words = readFileSync(`adapters/slack/${guide}`, 'utf8')
    for (const scope of http.oauth_config.scopes.bot)
      t.match(words, new RegExp(`\`${scope.replace('.', '\\.')}\``), `${guide}: ${scope}`)
  }
})
