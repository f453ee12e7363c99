/** What Slack's method reference says of each method that the fake plays. */
export interface MethodFacts {
  /** Any one of them is enough; none: any token will do. */
  readonly scopes: readonly string[]
  /** Whether the arguments may come as a JSON body. */
  readonly json: boolean
  /** Calls within a minute; 0: no limit is played. */
  readonly perMinute: number
}

const [tier1, tier2, tier3, tier4, special] = [1, 20, 50, 100, 0]
const reading = ['channels:read', 'groups:read', 'im:read', 'mpim:read']
const history = ['channels:history', 'groups:history', 'im:history', 'mpim:history']
const opening = ['channels:manage', 'groups:write', 'im:write', 'mpim:write']

const facts = (scopes: readonly string[], json: boolean, perMinute: number): MethodFacts => ({
  scopes,
  json,
  perMinute,
})

/** @see https://docs.slack.dev/reference/methods */
export const methodFacts: Readonly<Record<string, MethodFacts>> = {
  'apps.connections.open': facts([], true, tier3),
  'apps.uninstall': facts([], false, tier1),
  'auth.revoke': facts([], false, tier3),
  'auth.teams.list': facts([], false, tier2),
  'auth.test': facts([], true, special),
  'bots.info': facts(['users:read'], false, tier3),
  'chat.delete': facts(['chat:write'], true, tier3),
  'chat.getPermalink': facts([], false, special),
  'chat.postEphemeral': facts(['chat:write'], true, tier4),
  // One a second and channel: rate-limits.ts.
  'chat.postMessage': facts(['chat:write'], true, special),
  'chat.unfurl': facts(['links:write'], true, tier3),
  'chat.update': facts(['chat:write'], true, tier3),
  'conversations.history': facts(history, true, tier3),
  'conversations.replies': facts(history, true, tier3),
  'conversations.info': facts(reading, false, tier3),
  'conversations.join': facts(['channels:join'], true, tier3),
  'conversations.list': facts(reading, false, tier2),
  'conversations.members': facts(reading, false, tier4),
  'conversations.open': facts(opening, true, tier3),
  'files.completeUploadExternal': facts(['files:write'], true, tier4),
  'files.getUploadURLExternal': facts(['files:write'], false, tier4),
  'files.info': facts(['files:read'], false, tier4),
  'oauth.v2.access': facts([], false, special),
  'team.info': facts(['team:read'], true, tier3),
  'usergroups.list': facts(['usergroups:read'], false, tier2),
  'usergroups.users.list': facts(['usergroups:read'], false, tier2),
  'users.info': facts(['users:read'], false, tier4),
  'users.list': facts(['users:read'], false, tier2),
  'users.lookupByEmail': facts(['users:read.email'], false, tier3),
  'views.open': facts([], true, tier4),
  'views.publish': facts([], true, tier4),
  'views.push': facts([], true, tier4),
  'views.update': facts([], true, tier4),
}
