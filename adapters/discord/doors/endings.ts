import { GatewayCloseCodes } from 'discord.js'

/** How a connection to the gateway ended. */
export type Ending =
  /** Another one may do better. */
  | { readonly kind: 'lost' }
  /** Discord takes no more of them before then. */
  | { readonly kind: 'later'; readonly at: number }
  /** Somebody has to do something first. */
  | { readonly kind: 'refused'; readonly problem: string }

/** Discord closed the connection, and discord.js will not open another. */
export function endingOfClose(code: number): Ending {
  const problem = problems.get(code)
  return problem === undefined ? { kind: 'lost' } : { kind: 'refused', problem }
}

/** The login failed. */
export function endingOfFailure(failure: unknown): Ending {
  if (!(failure instanceof Error)) return { kind: 'lost' }
  const { message } = failure
  if (('code' in failure && failure.code === 'TokenInvalid') || message === 'Authentication failed')
    return endingOfClose(GatewayCloseCodes.AuthenticationFailed)
  if (message === 'Used disallowed intents')
    return endingOfClose(GatewayCloseCodes.DisallowedIntents)
  const [, resetAt = ''] = /Not enough sessions remaining.*resets at (\S+)/s.exec(message) ?? []
  const at = Date.parse(resetAt)
  return Number.isNaN(at) ? { kind: 'lost' } : { kind: 'later', at }
}

/** What whoever runs the service is told of a token that Discord does not take. */
export const tokenRefused =
  'DISCORD_TOKEN is refused by Discord: copy the token of the page Bot, or reset it there, and start the service again.'

const problems: ReadonlyMap<number, string> = new Map([
  [GatewayCloseCodes.AuthenticationFailed, tokenRefused],
  [
    GatewayCloseCodes.DisallowedIntents,
    'Discord does not let this bot use the intents that it asked for: on the page Bot of the portal, look at Privileged Gateway Intents.',
  ],
  [GatewayCloseCodes.InvalidIntents, 'Discord knows no such intents: update the service.'],
  [
    GatewayCloseCodes.InvalidAPIVersion,
    'Discord has left this version of its API: update the service.',
  ],
  [
    GatewayCloseCodes.ShardingRequired,
    'The bot is on too many servers for one connection: set DISCORD_PUBLIC_KEY and let Discord reach the service over HTTP.',
  ],
  [GatewayCloseCodes.InvalidShard, 'Discord refused the connection (4010): update the service.'],
])
