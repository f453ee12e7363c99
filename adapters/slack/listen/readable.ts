import { thingRef } from '../refs.ts'

/**
 * Text of people as Slack hands it over, as they saw it: `<@U1|ana>` is `@ana`, `<https://x|here>` is `https://x`, and
 * `&amp;` is `&`.
 * @see https://docs.slack.dev/messaging/formatting-message-text/#retrieving-messages
 */
export function readable(text: string): string {
  return text
    .replaceAll(/<([^<>|]*)(?:\|([^<>]*))?>/g, (_whole, what: string, label: string | undefined) =>
      shown(what, label ?? ''),
    )
    .replaceAll(/&(amp|lt|gt);/g, (_whole, name: string) => characters[name] ?? '')
}

/**
 * The same text with people by their references: `<@U1|ana>` is `@slack:T1/U1`. Channels and groups of people that are
 * mentioned are left out.
 */
export function mentioning(text: string, team: string): string {
  const named = text
    .replaceAll(
      /<@([A-Z0-9]+)(?:\|[^<>]*)?>/g,
      (_whole, user: string) => ` @${thingRef(team, user)} `,
    )
    .replaceAll(/<[#!][^<>]*>/g, ' ')
  return readable(named).trim()
}

function shown(what: string, label: string): string {
  if (what.startsWith('@') || what.startsWith('#')) return `${what[0]}${label || what.slice(1)}`
  if (what.startsWith('!date')) return label
  if (what.startsWith('!')) return `@${label.replace(/^@/, '') || what.slice(1)}`
  return what.replace(/^mailto:/, '')
}

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' }
