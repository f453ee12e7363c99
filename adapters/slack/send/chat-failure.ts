import { ChatFailure, type ChatTrouble } from '#src/chat/contract.ts'
import { SlackTrouble } from './slack-trouble.ts'

/** What a trouble of Slack means to the outbox. `whom`: what was written to. */
export function chatFailure(failure: unknown, whom: 'channel' | 'person'): unknown {
  if (!(failure instanceof SlackTrouble)) return failure
  const { message, error, needed: right, retryAfterMs } = failure
  return new ChatFailure(message, { ...meaning(error, whom), right, retryAfterMs })
}

/** Does it, and throws what a trouble of Slack means to the outbox. */
export async function asFailure<Done>(
  whom: 'channel' | 'person',
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work()
  } catch (failure) {
    throw chatFailure(failure, whom)
  }
}

function meaning(
  error: string,
  whom: 'channel' | 'person',
): { readonly trouble: ChatTrouble; readonly permanent: boolean } {
  if (passing.test(error)) return { trouble: 'chat-unreachable', permanent: false }
  if (disconnected.has(error)) return { trouble: 'chat-disconnected', permanent: true }
  // A wrong token of the environment is put right by a restart: what waits is sent then.
  if (badToken.has(error)) return { trouble: 'chat-disconnected', permanent: false }
  if (unscoped.has(error)) return { trouble: 'chat-scope', permanent: true }
  if (unreached.has(error) || error.startsWith('restricted_action'))
    return { trouble: whom === 'person' ? 'chat-refused' : 'chat-channel', permanent: true }
  return { trouble: 'chat-unreachable', permanent: true }
}

const passing =
  /^(ratelimited|timeout|no_answer|http_\d+|fatal_error|internal_error|service_unavailable|request_timeout|update_failed|unknown_outcome)$/

const disconnected = new Set([
  'not_installed',
  'account_inactive',
  'token_revoked',
  'team_access_not_granted',
  'access_denied',
  'team_not_found',
])

const badToken = new Set([
  'invalid_auth',
  'not_authed',
  'token_expired',
  'org_login_required',
  'invalid_refresh_token',
  'invalid_client_id',
  'bad_client_secret',
])

const unscoped = new Set([
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'ekm_access_denied',
  'app_access_restricted',
])

/** For a channel: the bot is not in it, or it is gone. For a person: nothing can be written to them. */
const unreached = new Set([
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'is_inactive',
  'channel_is_limited_access',
  'external_channel_migrating',
  'posting_to_channel_denied',
  'messages_tab_disabled',
  'cannot_dm_bot',
  'cannot_reply_to_message',
  'user_disabled',
  'user_not_found',
  'user_not_visible',
  'invalid_user_combination',
  'not_enough_users',
  'method_not_supported_for_channel_type',
])
