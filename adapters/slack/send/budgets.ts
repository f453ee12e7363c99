/** So many calls at once, and then one each `gapMs`. */
export interface Budget {
  readonly gapMs: number
  readonly burst: number
}

/**
 * What Slack takes of a method in a workspace; of messages, in each channel besides. A burst and what follows it within a
 * minute stay within the tier.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export function budgetOf(method: string): {
  readonly workspace: Budget
  readonly channel?: Budget
} {
  const special = specials.get(method)
  if (special) return special
  const tier = tierOf.get(method) ?? (/^(views|files)\./.test(method) ? 4 : 3)
  return { workspace: tiers[tier] }
}

const tiers = {
  2: { gapMs: 5000, burst: 8 },
  3: { gapMs: 1500, burst: 10 },
  4: { gapMs: 750, burst: 20 },
} as const

const tierOf = new Map<string, keyof typeof tiers>([
  ['users.list', 2],
  ['usergroups.list', 2],
  ['usergroups.users.list', 2],
  ['users.info', 4],
  ['conversations.members', 4],
  ['chat.postEphemeral', 4],
])

const specials = new Map<string, { readonly workspace: Budget; readonly channel?: Budget }>([
  // Tier 3, for all cards of a workspace: a small burst leaves more to those that come later.
  ['chat.update', { workspace: { gapMs: 1400, burst: 6 } }],
  [
    'chat.postMessage',
    { workspace: { gapMs: 200, burst: 20 }, channel: { gapMs: 1500, burst: 2 } },
  ],
])
