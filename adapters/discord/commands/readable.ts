interface Mentioned {
  readonly id: string
  readonly username: string
  readonly global_name?: string | null | undefined
}

/**
 * Text of people as Discord hands it over, as they saw it: `<@1>` is `@Ana`, `<:tada:2>` is `:tada:`. What names a channel, a
 * role or an instant is left out, for only Discord knows how it reads.
 * @see https://docs.discord.com/developers/reference#message-formatting
 */
export function readable(text: string, mentions: readonly Mentioned[]): string {
  const names = new Map(
    mentions.map(({ id, username, global_name }) => [id, global_name ?? username]),
  )
  return text
    .replaceAll(/<@!?(\d{1,20})>/g, (_whole, id: string) => `@${names.get(id) ?? '…'}`)
    .replaceAll(/<a?(:\w{1,64}:)\d{1,20}>/g, '$1')
    .replaceAll(/<(?:#|@&|t:|\/)[^<>\n]{1,100}>/g, '…')
    .trim()
}
